import assert from 'node:assert/strict';
import { after, mock, test } from 'node:test';
import { createApplier } from '../../static/js/sync/applier.js';
import { applyLog } from '../../static/js/sync/apply.js';
import { closeDevices, device } from './support/device.js';
import { message, packet, roomSnapshot, upsert } from './support/rows.js';

after(closeDevices);

/** So many messages in one part of a pull. @param {number} count */
const part = (count) =>
  packet(
    3,
    count + 3,
    Array.from({ length: count }, (_, index) => upsert('message', message({ ordinal: index + 1, version: index + 4 }))),
    { last_ordinal: count, message_count: count },
  );

/** A worker as the page sees it, that works on the same database. @param {any} store @param {{breaks?: boolean}} [how] */
function fakeThread(store, { breaks = false } = {}) {
  /** @type {any[]} */
  const heard = [];
  /** @type {any} */
  const thread = {
    onmessage: null,
    onerror: null,
    terminate: mock.fn(),
    /** @param {any} data */
    async postMessage(data) {
      heard.push(data);
      if (data.type !== 'apply') return;
      if (breaks) thread.onmessage({ data: { number: data.number, failed: 'the disk is full' } });
      else thread.onmessage({ data: { number: data.number, outcome: await applyLog(store, data.entry) } });
    },
  };
  return { thread, heard };
}

test('a large part is taken by the worker, a small one here', async () => {
  const store = await device();
  await applyLog(store, roomSnapshot());
  const { thread, heard } = fakeThread(store);
  const applier = createApplier(store, { start: () => thread });
  assert.equal(await applier.apply(part(2)), 'applied');
  assert.equal(heard.length, 0);
  assert.equal(await applier.apply(part(200)), 'applied');
  assert.deepEqual(
    heard.map(({ type }) => type),
    ['open', 'apply'],
  );
  assert.deepEqual(heard[0].session, { userId: store.userId, serverId: store.serverId, deviceId: store.deviceId });
  assert.equal(await store.db.messages.count(), 200);
  assert.equal(await applier.apply(part(200)), 'ignored');
  applier.stop();
  assert.equal(thread.terminate.mock.callCount(), 1);
});

test('what the worker can’t take, the page takes', async () => {
  const warn = mock.method(console, 'warn', () => {});
  const store = await device();
  await applyLog(store, roomSnapshot());
  const { thread } = fakeThread(store, { breaks: true });
  const applier = createApplier(store, { start: () => thread });
  assert.equal(await applier.apply(part(200)), 'applied');
  assert.equal(await store.db.messages.count(), 200);
  assert.equal(warn.mock.callCount(), 1);
  assert.equal(thread.terminate.mock.callCount(), 1);
});

test('a database in the page’s memory is no other thread’s business', async () => {
  const store = await device();
  await applyLog(store, roomSnapshot());
  const start = mock.fn(() => fakeThread(store).thread);
  const applier = createApplier({ ...store, inMemory: true }, { start });
  assert.equal(await applier.apply(part(200)), 'applied');
  assert.equal(start.mock.callCount(), 0);
});
