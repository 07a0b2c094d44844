// Senders that each wait for the acknowledgement of one message before they send the next.
import { Account } from './account.mjs';
import { percentile } from './percentile.mjs';
import { Window } from './window.mjs';

/**
 * `senders` are `{member, room}`; `members` all who listen, `roomsOf(member, index)` what each should receive.
 * Counts both what was acknowledged and what was delivered within the window.
 */
export async function closedLoop({ senders, members, roomsOf, seconds, pid, cores }) {
  const window = new Window();
  const account = new Account();
  const latencies = [];
  let deliveredBefore = 0;
  let deliveredAfter = 0;
  const deliveredNow = () => members.reduce((sum, member) => sum + member.delivered, 0);

  const sending = senders.map(({ member, room }) => send(member, room, window, account, latencies));
  const stretch = await window.measure(
    seconds,
    { pid, cores },
    () => {
      deliveredBefore = deliveredNow();
    },
    () => {
      deliveredAfter = deliveredNow();
    },
  );
  await Promise.all(sending);
  const proof = await account.settle(members, roomsOf);
  const acknowledgedPerSecond = latencies.length / stretch.seconds;
  const deliveredPerSecond = (deliveredAfter - deliveredBefore) / stretch.seconds;
  return {
    ...stretch,
    acknowledgedPerSecond,
    acknowledgedPerServerSecond: acknowledgedPerSecond / stretch.serverBusy,
    deliveredPerSecond,
    deliveredPerServerSecond: deliveredPerSecond / stretch.serverBusy,
    p50: percentile(latencies, 0.5),
    p99: percentile(latencies, 0.99),
    proof,
  };
}

async function send(member, room, window, account, latencies) {
  while (!window.over) {
    const started = performance.now();
    account.add(await member.send(room));
    if (window.open) latencies.push(performance.now() - started);
  }
}
