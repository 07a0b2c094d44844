// One scenario against one server: a job as JSON on stdin, its figures as JSON on stdout.
import { text } from 'node:stream/consumers';
import { acknowledgements } from './acknowledgements.mjs';
import { calm } from './calm.mjs';
import { connections } from './connections.mjs';
import { deliveries } from './deliveries.mjs';
import { history } from './history.mjs';
import { setUp } from './set-up.mjs';
import { steady } from './steady.mjs';

const scenarios = { setUp, acknowledgements, deliveries, calm, history, connections, steady };

const job = JSON.parse(await text(process.stdin));
const figures = await scenarios[job.scenario](job);
process.stdout.write(JSON.stringify(figures), () => process.exit(0));
