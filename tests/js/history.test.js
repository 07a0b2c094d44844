import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { arrivalsAfter } from '../../static/js/db/arrivals.js';
import { eraseConversation } from '../../static/js/db/erase.js';
import { readStretch, sendMessage } from '../../static/js/db/messages.js';
import { firstHeldSince } from '../../static/js/db/moments.js';
import { getPlace, savePlace } from '../../static/js/db/places.js';
import { heldRanges } from '../../static/js/db/ranges.js';
import { atomically } from '../../static/js/db/store.js';
import { applyLog } from '../../static/js/sync/apply.js';
import { fetchHistory } from '../../static/js/sync/history.js';
import { ADA, closeDevices, device } from './support/device.js';
import { message, packet, ROOM, roomSnapshot, upsert } from './support/rows.js';

/** @import { Store } from '../../static/js/types.js' */

after(closeDevices);

const LAST = 1000;
const STARTED = Date.UTC(2026, 0, 1);

/** A minute apart. @param {number} ordinal */
const timeOf = (ordinal) => new Date(STARTED + ordinal * 60_000).toISOString();

/** What the server says about these. @param {number} from @param {number} to */
const page = (from, to) => ({
  messages: Array.from({ length: to - from + 1 }, (_, n) =>
    message({ ordinal: from + n, version: from + n + 3, created_at: timeOf(from + n) }),
  ),
  oldest: from,
  newest: to,
});

/** Somebody who holds the newest ten of a thousand messages. */
async function newcomer() {
  const store = await device();
  await applyLog(store, roomSnapshot(0));
  const changes = page(LAST - 9, LAST).messages.map((row) => upsert('message', row));
  const head = { last_ordinal: LAST, message_count: LAST };
  await applyLog(store, { log: `c:${ROOM}`, from: 3, to: LAST + 3, snapshot: true, changes, head });
  return store;
}

/** @param {Store} store */
const spans = async (store) => (await heldRanges(store, ROOM)).map(({ from, to }) => [from, to]);

/** @param {Store} store @param {any} where @param {any} answer */
const fetched = (store, where, answer) => fetchHistory(store, ROOM, where, { ask: async () => answer });

/** @param {any[]} rows */
const ordinals = (rows) => rows.map(({ ordinal }) => ordinal);

test('a page from far back leaves a hole, which is filled from either side', async () => {
  const store = await newcomer();
  await fetched(store, { around: 500 }, page(451, 550));
  assert.deepEqual(await spans(store), [
    [451, 550],
    [991, 1000],
  ]);
  await fetched(store, { after: 550 }, page(551, 650));
  await fetched(store, { before: 991 }, page(891, 990));
  assert.deepEqual(await spans(store), [
    [451, 650],
    [891, 1000],
  ]);
  await fetched(store, { after: 650 }, page(651, 750));
  await fetched(store, { after: 750 }, page(751, 850));
  await fetched(store, { after: 850 }, page(851, 950));
  assert.deepEqual(await spans(store), [[451, 1000]]);
});

test('the server is asked for exactly what is wanted, and nothing is noted where nothing comes', async () => {
  const store = await newcomer();
  /** @type {string[]} */
  const asked = [];
  const ask = async (/** @type {string} */ _method, /** @type {string} */ path) => {
    asked.push(path.slice(path.indexOf('?')));
    return { messages: [], oldest: null, newest: null };
  };
  for (const where of [{}, { before: 9 }, { around: 5 }, { around_time: '2026-01-01T00:00:00.000Z' }]) {
    assert.equal(await fetchHistory(store, ROOM, where, { ask }), null);
  }
  assert.deepEqual(asked, [
    '?limit=100',
    '?limit=100&before=9',
    '?limit=100&around=5',
    '?limit=100&around_time=2026-01-01T00%3A00%3A00.000Z',
  ]);
  assert.deepEqual(await spans(store), [[991, 1000]]);
});

test('a page that comes after its conversation was lost is dropped', async () => {
  const store = await newcomer();
  const ask = async () => {
    await atomically(store, () => eraseConversation(store, ROOM));
    return page(1, 100);
  };
  await fetchHistory(store, ROOM, { around: 50 }, { ask });
  assert.equal(await store.db.messages.count(), 0);
  assert.deepEqual(await spans(store), []);
});

test('a stretch is what is held between two ordinals, holes and all, and what is held before it', async () => {
  const store = await newcomer();
  await fetched(store, { around: 500 }, page(451, 550));
  const across = await readStretch(store, ROOM, { from: 549, to: 992 });
  assert.deepEqual(ordinals(across.messages), [549, 550, 991, 992]);
  assert.equal(across.previous?.ordinal, 548);
  const later = await readStretch(store, ROOM, { from: 991, to: 991 });
  assert.equal(later.previous?.ordinal, 550, 'on the other side of the hole');
  const all = await readStretch(store, ROOM, { from: 1, to: 452 });
  assert.deepEqual([ordinals(all.messages), all.previous], [[451, 452], undefined]);
});

test('what is not sent yet belongs to the end, and only to it', async () => {
  const store = await newcomer();
  const id = await sendMessage(store, { conversationId: ROOM, content: 'mine' });
  const end = await readStretch(store, ROOM, { from: 999, to: Infinity });
  assert.deepEqual(
    end.messages.map((row) => row.ordinal ?? row.id),
    [999, 1000, id],
  );
  assert.deepEqual(ordinals((await readStretch(store, ROOM, { from: 999, to: 1000 })).messages), [999, 1000]);
});

test('a moment is found by halving, and it is told whether something earlier could be missing', async () => {
  const store = await newcomer();
  await fetched(store, { around: 500 }, page(451, 550));
  assert.deepEqual(await firstHeldSince(store, ROOM, timeOf(500)), { ordinal: 500, certain: true });
  assert.deepEqual(await firstHeldSince(store, ROOM, timeOf(499.5)), { ordinal: 500, certain: true });
  assert.deepEqual(await firstHeldSince(store, ROOM, timeOf(300)), { ordinal: 451, certain: false });
  assert.deepEqual(await firstHeldSince(store, ROOM, timeOf(700)), { ordinal: 991, certain: false });
  assert.equal(await firstHeldSince(store, ROOM, timeOf(1001)), null);
  await fetched(store, { before: 101 }, page(1, 100));
  assert.deepEqual(await firstHeldSince(store, ROOM, timeOf(-5)), { ordinal: 1, certain: true });
});

test('arrivals count what others said, and bring the newest of it', async () => {
  const store = await newcomer();
  assert.equal(await arrivalsAfter(store, ROOM, LAST, 4), null);
  const more = page(LAST + 1, LAST + 6).messages.map((row, index) => (index === 0 ? { ...row, sender_id: ADA } : row));
  const changes = more.map((row) => upsert('message', row));
  const head = { last_ordinal: LAST + 6, message_count: LAST + 6 };
  await applyLog(store, packet(LAST + 3, LAST + 9, changes, head));
  const arrivals = await arrivalsAfter(store, ROOM, LAST, 4);
  assert.deepEqual(
    [arrivals?.last, arrivals?.count, arrivals?.first, ordinals(arrivals?.newest ?? [])],
    [1006, 5, 1002, [1003, 1004, 1005, 1006]],
    'one’s own is none',
  );
});

test('a place is kept until one is at the end again, and goes with its conversation', async () => {
  const store = await newcomer();
  await savePlace(store, ROOM, { ordinal: 500, top: 12.5 });
  assert.deepEqual(await getPlace(store, ROOM), { ordinal: 500, top: 12.5 });
  await savePlace(store, ROOM, null);
  assert.equal(await getPlace(store, ROOM), undefined);
  await savePlace(store, ROOM, { ordinal: 500, top: 12.5 });
  await atomically(store, () => eraseConversation(store, ROOM));
  assert.equal(await getPlace(store, ROOM), undefined);
});
