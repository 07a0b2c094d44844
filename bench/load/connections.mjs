// How fast people connect and are ready, and what a connection costs the server in memory.
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { Member } from './member.mjs';
import { processorSeconds } from './window.mjs';

const WARM_UP = 40;
const AT_ONCE = 20;
const REST_MS = 1500;

/** With `hold`, so many seconds are watched in which nobody does anything: what the connections cost by being there. */
export async function connections({ url, pid, people, connections: count, hold = 0 }) {
  const peopleInTurn = Array.from({ length: WARM_UP + count }, (_, index) => people[index % people.length]);
  await connect(url, peopleInTurn.slice(0, WARM_UP));
  await sleep(REST_MS);
  const restBefore = await atRest(pid, hold);
  const memoryBefore = residentBytes(pid);
  const busyBefore = processorSeconds(pid);
  const started = performance.now();
  await connect(url, peopleInTurn.slice(WARM_UP));
  const seconds = (performance.now() - started) / 1000;
  const millisecondsEach = ((processorSeconds(pid) - busyBefore) / count) * 1000;
  await sleep(REST_MS);
  const kilobytesEach = (residentBytes(pid) - memoryBefore) / count / 1000;
  const restEach = (((await atRest(pid, hold)) - restBefore) / count) * 1e6;
  return {
    connectedPerSecond: count / seconds,
    kilobytesEach,
    millisecondsEach,
    microsecondsAtRestEach: restEach,
    kilobytesAtRest: memoryBefore / 1000,
  };
}

/** Processor seconds of a server with which nobody talks. */
async function atRest(pid, seconds) {
  const before = processorSeconds(pid);
  await sleep(seconds * 1000);
  return processorSeconds(pid) - before;
}

async function connect(url, people) {
  const waiting = [...people];
  const worker = async () => {
    for (let person = waiting.pop(); person; person = waiting.pop()) await Member.connect(url, person);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

const residentBytes = (pid) => Number(readFileSync(`/proc/${pid}/status`, 'utf8').match(/VmRSS:\s+(\d+)/)[1]) * 1024;
