/** @import { LogEntry, PullAnswer, Store } from '../types.js' */
/** @import { Clock } from './clock.js' */
import { eraseConversation } from '../db/erase.js';
import { allCursors, getMeta, setMeta } from '../db/meta.js';
import { atomically } from '../db/store.js';
import { applyLog, conversationOf } from './apply.js';
import { backoff } from './backoff.js';
import { alarm, systemClock } from './clock.js';
import { beginEra } from './reset.js';

const LIMIT = 500;

/**
 * Fetches what follows in every log, until there is no more. Calls while it runs lead to one further round.
 * @param {Store} store
 * @param {{ask: (body: any) => Promise<PullAnswer>, apply?: (entry: LogEntry) => Promise<any>,
 *   giveBack?: () => Promise<void>, clock?: Clock, report?: (error: any) => void}} ways `apply`: takes one log's part;
 *   `giveBack`: what can follow when everything is here
 */
export function createPull(store, { ask, apply, giveBack = async () => {}, clock = systemClock, report = () => {} }) {
  /** @type {Promise<void>|null} */
  let running = null;
  let wanted = false;
  let stopped = false;
  let failures = 0;
  const timer = alarm(clock, () => void pull());

  /** Resolves when everything known at the call is applied, or the attempt has failed and waits. */
  function pull() {
    wanted = true;
    running ??= run().finally(() => {
      running = null;
    });
    return running;
  }

  async function run() {
    timer.stop();
    try {
      while (wanted && !stopped) {
        wanted = false;
        await pullAll();
        if (!stopped) await giveBack();
      }
      failures = 0;
      report(null);
    } catch (error) {
      failed(error);
    }
  }

  async function pullAll() {
    let more = true;
    /** Once: a server that answers with such a snapshot for ever would be asked for ever. */
    let questions = 1;
    while (more && !stopped) {
      const answer = await pullOnce(store, ask, apply);
      more = answer === null || answer.more || (leavesQuestions(answer) && questions-- > 0);
    }
  }

  /** @param {any} error */
  function failed(error) {
    report(error);
    failures += 1;
    if (error?.status !== 401 && !stopped) timer.set(backoff(failures, error?.retryAfter, clock.random));
  }

  return {
    pull,
    stop() {
      stopped = true;
      timer.stop();
    },
  };
}

/**
 * One answer asked for and applied, each log in its own transaction.
 * @param {Store} store @param {(body: any) => Promise<PullAnswer>} ask @param {(entry: LogEntry) => Promise<any>} [apply]
 * @returns {Promise<PullAnswer|null>} null when the server turned out to be another history
 */
async function pullOnce(store, ask, apply = (entry) => applyLog(store, entry)) {
  const epoch = await getMeta(store, 'epoch');
  const cursors = await allCursors(store);
  const answer = await askOrReset(store, ask, { ...(epoch ? { epoch } : {}), cursors, limit: LIMIT });
  if (!answer) return null;
  if (epoch && answer.epoch !== epoch) {
    await beginEra(store);
    return null;
  }
  await setMeta(store, 'epoch', answer.epoch);
  for (const entry of answer.logs) await apply(entry);
  for (const id of new Set(answer.lost.map(conversationOf))) {
    if (id) await atomically(store, () => eraseConversation(store, id));
  }
  if (answer.more && !advances(answer, cursors)) throw new Error('A pull that brings nothing would go on for ever.');
  return answer;
}

/** @param {Store} store @param {(body: any) => Promise<PullAnswer>} ask @param {any} body */
async function askOrReset(store, ask, body) {
  try {
    return await ask(body);
  } catch (error) {
    const isReset = /** @type {any} */ (error)?.code === 'reset';
    // A reset in answer to no cursors at all is a fault of the server; asking on would never end.
    if (!isReset || (!body.epoch && Object.keys(body.cursors).length === 0)) throw error;
    await beginEra(store);
    return null;
  }
}

/** Conversations that a snapshot of one's own log didn't name are asked about at once (snapshot.js). @param {PullAnswer} answer */
const leavesQuestions = ({ logs }) =>
  logs.some(({ log, snapshot, from }) => snapshot && from > 0 && log.startsWith('u:'));

/** @param {PullAnswer} answer @param {Object<string, number>} cursors */
const advances = ({ logs, lost }, cursors) => lost.length > 0 || logs.some(({ log, to }) => to > (cursors[log] ?? -1));
