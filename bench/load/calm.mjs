// A steady hundred messages a second, far below what either server can do: the latency a person feels.
import { setTimeout as sleep } from 'node:timers/promises';
import { Account } from './account.mjs';
import { connectAll } from './member.mjs';
import { percentile } from './percentile.mjs';

const PER_SECOND = 100;
const WARM_UP = PER_SECOND;
// Nagle's algorithm meeting delayed acknowledgements shows as a step at 40 ms.
const STEP_MS = 35;

export async function calm({ url, seconds, people, pairs }) {
  const members = await connectAll(url, people.slice(0, 2 * pairs.length));
  const roomOf = (index) => pairs[Math.floor(index / 2)];
  const account = new Account();
  const latencies = [];
  const sending = [];
  const start = performance.now();
  for (let count = 0; count < WARM_UP + seconds * PER_SECOND; count += 1) {
    await sleep(Math.max(0, start + (count * 1000) / PER_SECOND - performance.now()));
    const index = count % members.length;
    sending.push(send(members[index], roomOf(index), account, count < WARM_UP ? [] : latencies));
  }
  await Promise.all(sending);
  const proof = await account.settle(members, (_member, index) => [roomOf(index)]);
  return {
    p50: percentile(latencies, 0.5),
    p99: percentile(latencies, 0.99),
    stepShare: latencies.filter((latency) => latency >= STEP_MS).length / latencies.length,
    proof,
  };
}

async function send(member, room, account, latencies) {
  const started = performance.now();
  account.add(await member.send(room));
  latencies.push(performance.now() - started);
}
