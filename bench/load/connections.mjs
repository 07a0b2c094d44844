// How fast people connect and are ready, and what a connection costs the server in memory.
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { Member } from './member.mjs';

const WARM_UP = 40;
const AT_ONCE = 20;
const REST_MS = 1500;

export async function connections({ url, pid, people, connections: count }) {
  const peopleInTurn = Array.from({ length: WARM_UP + count }, (_, index) => people[index % people.length]);
  await connect(url, peopleInTurn.slice(0, WARM_UP));
  await sleep(REST_MS);
  const memoryBefore = residentBytes(pid);
  const started = performance.now();
  await connect(url, peopleInTurn.slice(WARM_UP));
  const seconds = (performance.now() - started) / 1000;
  await sleep(REST_MS);
  return { connectedPerSecond: count / seconds, kilobytesEach: (residentBytes(pid) - memoryBefore) / count / 1000 };
}

async function connect(url, people) {
  const waiting = [...people];
  const worker = async () => {
    for (let person = waiting.pop(); person; person = waiting.pop()) await Member.connect(url, person);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

const residentBytes = (pid) => Number(readFileSync(`/proc/${pid}/status`, 'utf8').match(/VmRSS:\s+(\d+)/)[1]) * 1024;
