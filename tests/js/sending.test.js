import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { deleteMessage, getMessage, retryMessage, sendMessage } from '../../static/js/db/messages.js';
import { ApiError, offline } from '../../static/js/net/http.js';
import { applyLog } from '../../static/js/sync/apply.js';
import { backoff } from '../../static/js/sync/backoff.js';
import { choose } from '../../static/js/sync/batch.js';
import { createOutbox } from '../../static/js/sync/outbox.js';
import { standingClock } from './support/clock.js';
import { ADA, closeDevices, device, quiet } from './support/device.js';
import { message, ROOM, roomSnapshot } from './support/rows.js';

/** @import { OutboxEntry } from '../../static/js/types.js' */

after(closeDevices);

/** A device in a room whose pushes are answered by `answer`. @param {(body: any) => any} answer */
async function sender(answer) {
  const store = await device();
  await applyLog(store, roomSnapshot());
  const clock = standingClock();
  /** @type {any[]} */
  const pushes = [];
  /** @type {any[]} */
  const reports = [];
  const outbox = createOutbox(store, {
    clock,
    report: (error) => reports.push(error?.code ?? null),
    push: async (body) => {
      pushes.push(body);
      return answer(body);
    },
  });
  const write = (/** @type {string} */ content) => sendMessage(store, { conversationId: ROOM, content });
  /** Moves both clocks and lets follow what follows. @param {number} ms */
  const pass = async (ms) => {
    store.time.now += ms;
    clock.advance(ms);
    await quiet(store);
  };
  return { store, clock, pushes, reports, outbox, write, pass };
}

const LATER = '2026-11-21T13:00:00.000Z';
let ordinal = 0;
/** @param {any} op */
const applied = (op) => ({
  op_id: op.op_id,
  status: 'applied',
  row: message({
    id: op.entity_id,
    sender_id: ADA,
    content: op.fields.content,
    ordinal: ++ordinal,
    version: ordinal + 3,
  }),
});
const accept = (/** @type {any} */ body) => ({ results: body.ops.map(applied) });

/** @param {number} status @param {number|null} [retryAfter] */
const failing =
  (status, retryAfter = null) =>
  () => {
    throw new ApiError({ status, code: `s${status}`, message: '', retryAfter });
  };

test('backoff doubles from one second to a minute, half of it random, and obeys Retry-After', () => {
  assert.deepEqual(
    [1, 2, 3, 7, 50].map((n) => backoff(n, null, () => 1)),
    [1_000, 2_000, 4_000, 60_000, 60_000],
  );
  assert.deepEqual(
    [1, 2, 7].map((n) => backoff(n, null, () => 0)),
    [500, 1_000, 30_000],
  );
  assert.equal(
    backoff(1, 90, () => 1),
    90_000,
  );
  assert.equal(
    backoff(7, 2, () => 1),
    60_000,
  );
});

test('everything that waits leaves in pushes of a hundred, in the order written', async () => {
  const { store, outbox, pushes, write } = await sender(accept);
  for (let n = 0; n < 120; n++) await write(`${n}`);
  await outbox.start();
  assert.deepEqual(
    pushes.map(({ ops }) => ops.length),
    [100, 20],
  );
  const sent = pushes.flatMap(({ ops }) => ops).map((op) => op.fields.content);
  assert.deepEqual(
    sent,
    Array.from({ length: 120 }, (_, n) => `${n}`),
  );
  assert.equal(await store.db.outbox.count(), 0);
  assert.equal(pushes[0].device_id, store.deviceId);
  assert.deepEqual(Object.keys(pushes[0].ops[0]).sort(), [
    'base_version',
    'client_time',
    'entity',
    'entity_id',
    'fields',
    'op',
    'op_id',
  ]);
});

test('without network it tries again with the same op ids, later and later', async () => {
  let online = false;
  const { store, outbox, pushes, reports, write, pass, clock } = await sender((body) => {
    if (!online) throw offline();
    return accept(body);
  });
  await write('hi');
  await outbox.start();
  const waits = [];
  for (let n = 0; n < 8; n++) {
    waits.push(clock.waits[0]);
    await pass(clock.waits[0]);
  }
  assert.deepEqual(waits, [750, 1_500, 3_000, 6_000, 12_000, 24_000, 45_000, 45_000]);
  online = true;
  await pass(45_000);
  assert.equal(await store.db.outbox.count(), 0);
  assert.equal(new Set(pushes.map(({ ops }) => ops[0].op_id)).size, 1);
  assert.deepEqual([reports.at(0), reports.at(-1)], ['offline', null]);
});

test('writing does not cut a pause short; the network’s return does', async () => {
  let online = false;
  const { store, outbox, pushes, write } = await sender((body) => {
    if (!online) throw offline();
    return accept(body);
  });
  await write('one');
  await outbox.start();
  await write('two');
  await outbox.wake();
  assert.equal(pushes.length, 1);
  online = true;
  await outbox.resume();
  assert.equal(await store.db.outbox.count(), 0);
});

test('Retry-After is obeyed', async () => {
  const { outbox, write, clock } = await sender(failing(429, 20));
  await write('hi');
  await outbox.start();
  assert.deepEqual(clock.waits, [20_000]);
});

test('signed out: it pauses, keeps everything, and goes on after signing in', async () => {
  let signedIn = false;
  const { store, outbox, pushes, write, clock } = await sender((body) => (signedIn ? accept(body) : failing(401)()));
  await write('hi');
  await outbox.start();
  assert.deepEqual(clock.waits, [], 'no use in asking again');
  await write('there');
  await outbox.wake();
  assert.equal(pushes.length, 1);
  signedIn = true;
  await outbox.resume();
  assert.equal(await store.db.outbox.count(), 0);
});

test('what was on its way when a tab died is sent again as it was', async () => {
  const { store, outbox, pushes, write } = await sender(accept);
  const messageId = await write('hi');
  const [entry] = await store.db.outbox.toArray();
  await store.db.outbox.put({ ...entry, state: 'sending', sent: true });
  await outbox.start();
  assert.equal(pushes[0].ops[0].op_id, entry.op_id);
  assert.equal((await store.db.messages.get(messageId))?.local, null);
});

test('a push whose answer was lost is repeated, and its duplicates are arrivals', async () => {
  const stored = new Map();
  let lose = true;
  const { store, outbox, write, pass } = await sender(({ ops }) => {
    const results = ops.map((/** @type {any} */ op) => {
      const known = stored.get(op.op_id);
      if (!known) stored.set(op.op_id, applied(op));
      return known ? { ...known, status: 'duplicate' } : stored.get(op.op_id);
    });
    if (!lose) return { results };
    lose = false;
    throw offline();
  });
  await write('hi');
  await outbox.start();
  await pass(1_000);
  assert.equal(stored.size, 1);
  const rows = await store.db.messages.toArray();
  assert.deepEqual(
    rows.map(({ local, ordinal: place }) => [local, place]),
    [[null, [...stored.values()][0].row.ordinal]],
  );
});

test('one that the server can’t even read is found among fifty, and the others arrive', async () => {
  const { store, outbox, write, pushes } = await sender((body) =>
    body.ops.some((/** @type {any} */ op) => op.fields.content === 'bad') ? failing(422)() : accept(body),
  );
  for (let n = 0; n < 50; n++) await write(n === 20 ? 'bad' : `${n}`);
  await outbox.start();
  assert.equal(await store.db.outbox.count(), 0);
  const failed = (await store.db.messages.toArray()).filter((row) => row.local);
  assert.deepEqual(
    failed.map((row) => [row.content, row.local?.state]),
    [['bad', 'failed']],
  );
  assert.equal(pushes[0].ops.length, 50);
});

test('one at which the server breaks is parked once others have passed, and leaves again when asked', async () => {
  let broken = true;
  const { store, outbox, write, pass, clock } = await sender((body) =>
    broken && body.ops.some((/** @type {any} */ op) => op.fields.content === 'bad') ? failing(500)() : accept(body),
  );
  const bad = await write('bad');
  await write('good');
  await outbox.start();
  assert.deepEqual(
    (await store.db.outbox.toArray()).map(({ state }) => state),
    ['parked'],
  );
  assert.equal((await store.db.messages.get(bad))?.local?.state, 'failed');
  broken = false;
  await retryMessage(store, bad);
  await outbox.resume();
  assert.equal((await store.db.messages.get(bad))?.local, null);
  await pass(0);
  assert.deepEqual(clock.waits, []);
});

test('a server that breaks at everything parks nothing', async () => {
  let broken = true;
  const { store, outbox, write, pass, clock, pushes } = await sender((body) =>
    broken ? failing(500)() : accept(body),
  );
  for (const text of ['one', 'two', 'three', 'four', 'five']) await write(text);
  await outbox.start();
  assert.deepEqual(
    pushes.map(({ ops }) => ops.length),
    [5, 1, 1],
    'two that fail alone are enough',
  );
  assert.deepEqual(
    (await store.db.outbox.toArray()).map(({ state }) => state),
    ['waiting', 'waiting', 'waiting', 'waiting', 'waiting'],
  );
  assert.equal(clock.waits.length, 1);
  broken = false;
  await pass(clock.waits[0]);
  assert.equal(await store.db.outbox.count(), 0);
});

// Which entries may leave

/** @param {Partial<OutboxEntry>} fields @returns {OutboxEntry} */
const entry = (fields) => ({
  op_id: '',
  entity: 'message',
  entity_id: '',
  op: 'create',
  base_version: null,
  fields: {},
  client_time: '',
  thing: 'message:1',
  needs: [],
  conversation_id: 'c',
  state: 'waiting',
  sent: false,
  attempts: 0,
  retry_at: 0,
  written_at: '',
  ...fields,
});
const things = (/** @type {OutboxEntry[]} */ entries) =>
  choose(entries, 0, 100).ready.map(({ thing, op }) => `${thing} ${op}`);

test('a thing’s changes leave one at a time, other things’ beside them', () => {
  const entries = [entry({}), entry({ op: 'update' }), entry({ thing: 'message:2', op: 'update' })];
  assert.deepEqual(things(entries), ['message:1 create', 'message:2 update']);
  assert.deepEqual(things([entry({ state: 'sending' }), entry({ op: 'update' })]), []);
});

test('nothing leaves before what it needs, but may ride with it', () => {
  const group = entry({ entity: 'conversation', thing: 'conversation:c' });
  const inside = entry({ needs: ['conversation:c'] });
  assert.deepEqual(things([group, inside]), ['conversation:c create', 'message:1 create']);
  for (const state of /** @type {const} */ (['sending', 'parked', 'suspect']))
    assert.deepEqual(things([{ ...group, state }, inside]), []);
  assert.deepEqual(things([{ ...group, retry_at: 5 }, inside]), []);
  assert.deepEqual(things([{ ...group, op: 'update', retry_at: 5 }, inside]), ['message:1 create'], 'a title can wait');
});

test('what was put off does not wait for an hour to come again when the clock is set back', () => {
  const hours = 3 * 60 * 60 * 1_000;
  const { ready, next } = choose([entry({ retry_at: hours })], 0, 100);
  assert.equal(ready.length, 1);
  assert.equal(next, null);
  assert.equal(choose([entry({ retry_at: 60_000 })], 0, 100).next, 60_000);
});

test('a conversation’s messages keep their order; a parked one lets the others by', () => {
  const second = entry({ thing: 'message:2' });
  const elsewhere = entry({ thing: 'message:3', conversation_id: 'd' });
  assert.deepEqual(things([entry({ retry_at: 5 }), second, elsewhere]), ['message:3 create']);
  assert.deepEqual(things([entry({ state: 'parked' }), second]), ['message:2 create']);
  assert.equal(
    choose([entry({ retry_at: 5 }), entry({ thing: 'x:1', entity: 'contact', retry_at: 3 })], 0, 100).next,
    3,
  );
});

test('what is deleted while the server can’t save it says so at every further attempt, and is deleted once it is stored', async () => {
  let full = true;
  const refused = (/** @type {any} */ { op_id }) => ({
    op_id,
    status: 'retry',
    error: { code: 'read_only', message: '', details: {} },
  });
  const carriedOut = (/** @type {any} */ op) => {
    const result = applied(op);
    return op.op === 'delete' ? { ...result, row: { ...result.row, content: '', deleted_at: LATER } } : result;
  };
  const { store, pushes, outbox, write, pass } = await sender(({ ops }) => ({
    results: ops.map(full ? refused : carriedOut),
  }));
  const [gone] = [await write('one'), await write('two')];
  await outbox.start();
  assert.deepEqual(
    pushes[0].ops.map((/** @type {any} */ op) => op.withdrawn),
    [undefined, undefined],
  );
  await deleteMessage(store, gone);
  await pass(60_000);
  assert.deepEqual(
    pushes[1].ops.map((/** @type {any} */ op) => [op.op, op.withdrawn]),
    [
      ['create', true],
      ['create', undefined],
    ],
  );
  full = false;
  await pass(120_000);
  assert.deepEqual(
    pushes.slice(2).flatMap(({ ops }) => ops.map((/** @type {any} */ op) => [op.op, op.withdrawn])),
    [
      ['create', true],
      ['create', undefined],
      ['delete', undefined],
    ],
  );
  assert.ok((await getMessage(store, gone))?.deleted_at);
  assert.equal(await store.db.outbox.count(), 0);
});
