// One kind of work at a steady pace, too slow for anything to be put together: what it costs by itself.
import { setTimeout as sleep } from 'node:timers/promises';
import { connectAll } from './member.mjs';
import { percentile } from './percentile.mjs';
import { processorSeconds } from './window.mjs';

const WARM_UP_SECONDS = 2;

/**
 * `work` is `messages` or `receipts`, done `perSecond` times a second in `rooms` by two people of each (`pairs`), or by
 * one in a room of everybody. Returns the processor time of one, with that of delivering it, in microseconds.
 */
export async function steady({ url, pid, work, people, rooms, perSecond, seconds }) {
  const members = await connectAll(url, rooms.length > 1 ? people.slice(0, 2 * rooms.length) : people);
  const roomOf = (index) => (rooms.length > 1 ? rooms[Math.floor(index / 2)] : rooms[0]);
  const doings = { messages: (member, room) => member.send(room), receipts: reader() };
  const latencies = [];
  const pace = async (duration) => {
    const start = performance.now();
    const under = [];
    for (let count = 0; count < duration * perSecond; count += 1) {
      await sleep(Math.max(0, start + (count * 1000) / perSecond - performance.now()));
      const index = count % members.length;
      under.push(timed(() => doings[work](members[index], roomOf(index)), latencies));
    }
    await Promise.all(under);
  };
  if (work === 'receipts') await fill(members, roomOf, (WARM_UP_SECONDS + seconds) * perSecond);
  await pace(WARM_UP_SECONDS);
  latencies.length = 0;
  const before = processorSeconds(pid);
  await pace(seconds);
  const spent = processorSeconds(pid) - before;
  for (const member of members) member.close();
  return { microsecondsEach: (spent / (seconds * perSecond)) * 1e6, p50: percentile(latencies, 0.5) };
}

async function timed(doing, latencies) {
  const started = performance.now();
  await doing();
  latencies.push(performance.now() - started);
}

/** Each member reads one message further each time. */
function reader() {
  const read = new Map();
  return (member, room) => {
    const ordinal = (read.get(member) ?? 0) + 1;
    read.set(member, ordinal);
    return member.ask('mark_as_read', { conversation_id: room, ordinal: member.from + ordinal });
  };
}

/** Enough unread messages for all that will be read: written by the other one of a pair. */
async function fill(members, roomOf, count) {
  const each = Math.ceil(count / members.length) + 1;
  for (let index = 0; index < members.length; index += 1) {
    const writer = members[index ^ 1];
    for (let number = 0; number < each; number += 1) {
      const { ordinal } = await writer.send(roomOf(index));
      if (number === 0) members[index].from = ordinal - 1;
    }
  }
}
