import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { liveQuery } from 'dexie';
import { sendMessage } from '../../static/js/db/messages.js';
import { getCursor } from '../../static/js/db/meta.js';
import { applyLog } from '../../static/js/sync/apply.js';
import { createDelivery } from '../../static/js/sync/delivery.js';
import { createPackets } from '../../static/js/sync/packets.js';
import { standingClock } from './support/clock.js';
import { ADA, closeDevices, device, quiet, until } from './support/device.js';
import { arrival, conversation, id, message, packet, ROOM, roomSnapshot, upsert } from './support/rows.js';

after(closeDevices);

/** @param {(store: import('../../static/js/types.js').Store) => Promise<void>} [repair] what a pull does */
async function listener(repair = async () => {}) {
  const store = await device();
  await applyLog(store, roomSnapshot());
  const clock = standingClock();
  let pulls = 0;
  /** @type {number[][]} */
  const applied = [];
  const packets = createPackets(store, {
    clock,
    pull: () => {
      pulls += 1;
      return repair(store);
    },
    report: (error) => {
      throw error;
    },
    onApplied: (entries) => applied.push(entries.map(({ to }) => to)),
  });
  const pass = async (/** @type {number} */ ms) => {
    clock.advance(ms);
    await quiet(store);
  };
  const ordinals = async () => (await store.db.messages.orderBy('id').toArray()).map((row) => row.ordinal);
  return { store, packets, clock, pass, ordinals, applied, pulls: () => pulls };
}

test('what arrives in one frame is one transaction, and live queries run once', async () => {
  const { store, packets, pass, applied } = await listener();
  let runs = 0;
  const watching = liveQuery(() => store.db.messages.toArray()).subscribe(() => (runs += 1));
  await until(() => runs === 1);
  for (let ordinal = 1; ordinal <= 150; ordinal++) packets.take(arrival(ordinal));
  await pass(100);
  await until(() => runs > 1);
  await quiet(store);
  watching.unsubscribe();
  assert.equal(applied.length, 1);
  assert.equal(await store.db.messages.count(), 150);
  assert.equal(runs, 2);
});

test('also when they come one by one within the frame', async () => {
  const { packets, clock, pass, applied } = await listener();
  packets.take(arrival(1));
  clock.advance(10);
  await pass(0);
  packets.take(arrival(2));
  assert.deepEqual(applied, []);
  await pass(10);
  assert.deepEqual(applied, [[4, 5]]);
});

test('what follows one another closely is gathered for longer; the first is not kept waiting', async () => {
  const { packets, pass, applied } = await listener();
  packets.take(arrival(1));
  await pass(16);
  assert.deepEqual(applied, [[4]]);
  for (let ordinal = 2; ordinal <= 4; ordinal++) {
    packets.take(arrival(ordinal));
    await pass(30);
  }
  await pass(10);
  assert.deepEqual(applied, [[4], [5, 6, 7]]);
});

test('swapped packets find their order without a pull', async () => {
  const { packets, pass, ordinals, pulls, clock } = await listener();
  packets.take(arrival(2));
  await pass(100);
  assert.deepEqual(await ordinals(), []);
  packets.take(arrival(3));
  await pass(100);
  packets.take(arrival(1));
  await pass(100);
  assert.deepEqual(await ordinals(), [1, 2, 3]);
  assert.equal(pulls(), 0);
  await pass(100);
  assert.deepEqual(clock.waits, [], 'nothing is waited for any more');
});

test('a gap that does not close within 300 ms is repaired by a pull', async () => {
  const { store, packets, pass, ordinals, pulls } = await listener(async (one) => {
    const missing = [1, 2].map((ordinal) => upsert('message', message({ ordinal, version: ordinal + 3 })));
    await applyLog(one, packet(3, 5, missing, { last_ordinal: 2, message_count: 2 }));
  });
  packets.take(arrival(2));
  await pass(100);
  packets.take(arrival(3));
  await pass(100);
  await pass(199);
  assert.equal(pulls(), 0);
  await pass(1);
  assert.equal(pulls(), 1);
  assert.deepEqual(await ordinals(), [1, 2, 3], 'what followed the gap is taken too');
  assert.equal(await getCursor(store, `c:${ROOM}`), 6);
});

test('when the pull fails, the packets are dropped: the next pull brings what they held', async () => {
  const { packets, pass, clock, pulls, ordinals } = await listener();
  packets.take(arrival(2));
  await pass(100);
  await pass(300);
  assert.deepEqual([pulls(), clock.waits, await ordinals()], [1, [], []]);
});

test('a packet of a log never seen is a gap unless it starts at its beginning', async () => {
  const { store, packets, pass, pulls } = await listener();
  packets.take({ log: `c:${id(7)}`, from: 4, to: 5, changes: [] });
  packets.take({ log: `c:${id(8)}`, from: 0, to: 1, changes: [] });
  await pass(100);
  assert.deepEqual([await getCursor(store, `c:${id(7)}`), await getCursor(store, `c:${id(8)}`)], [undefined, 1]);
  await pass(300);
  assert.equal(pulls(), 1);
});

test('a conversation that is gained is pulled, unless its log has come with it', async () => {
  const { store, packets, pass, pulls } = await listener();
  const gain = (/** @type {number} */ n, /** @type {number} */ from) => ({
    log: `u:${store.userId}`,
    from,
    to: from + 1,
    changes: [upsert('conversation', conversation({ id: id(n), members: [] }))],
  });
  packets.take(gain(7, 0));
  packets.take({ log: `c:${id(7)}`, from: 0, to: 3, changes: [] });
  await pass(100);
  assert.equal(pulls(), 0);
  packets.take(gain(8, 1));
  await pass(100);
  assert.equal(pulls(), 1);
});

test('a packet during a write waits for it; neither is lost', async () => {
  const { store, packets, clock, ordinals } = await listener();
  packets.take(arrival(1));
  clock.advance(16);
  await sendMessage(store, { conversationId: ROOM, content: 'hi' });
  await quiet(store);
  assert.deepEqual((await ordinals()).sort(), [1, null]);
});

test('delivery is told once a second for each conversation, up to the newest message of others', async () => {
  const store = await device();
  const clock = standingClock();
  /** @type {any[]} */
  const calls = [];
  const delivery = createDelivery(store, {
    clock,
    call: async (event, data) => {
      calls.push([event, data]);
    },
  });
  delivery.applied([arrival(3), arrival(4), arrival(5, { sender_id: ADA })]);
  clock.advance(500);
  delivery.applied([{ ...arrival(1), log: `c:${id(7)}` }]);
  assert.deepEqual(calls, []);
  clock.advance(500);
  assert.deepEqual(calls, [
    ['mark_as_delivered', { conversation_id: ROOM, ordinal: 4 }],
    ['mark_as_delivered', { conversation_id: id(7), ordinal: 1 }],
  ]);
  clock.advance(10_000);
  assert.equal(calls.length, 2);
});
