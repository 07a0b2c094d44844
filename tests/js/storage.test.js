/** @import { Device } from './support/device.js' */
import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { saveDraft } from '../../static/js/db/drafts.js';
import { blobOf, stageFile } from '../../static/js/db/files.js';
import { editMessage, sendMessage } from '../../static/js/db/messages.js';
import { noteOpened } from '../../static/js/db/opened.js';
import { toggleReaction } from '../../static/js/db/reactions.js';
import { atomically } from '../../static/js/db/store.js';
import { cleanFilesBySize } from '../../static/js/storage/clean-files.js';
import { cleanByAge, cleanBySize } from '../../static/js/storage/clean-up.js';
import { measure } from '../../static/js/storage/size.js';
import { applyLog } from '../../static/js/sync/apply.js';
import { ADA, closeDevices, device } from './support/device.js';
import { listMessages } from './support/messages.js';
import {
  arrival,
  conversation,
  id,
  membership,
  message,
  packet,
  ROOM,
  reaction,
  roomSnapshot,
  upsert,
} from './support/rows.js';

afterEach(closeDevices);

const OTHER = '33333333-3333-7333-8333-333333333333';
const day = (/** @type {number} */ number) => new Date(Date.UTC(2026, 0, number)).toISOString();

/** A device with so many messages, one a day from the first of January on, all read. @param {number} count */
async function withHistory(count, { read = count } = {}) {
  const store = await device();
  await applyLog(store, roomSnapshot(0));
  const messages = Array.from({ length: count }, (_, index) =>
    upsert('message', message({ ordinal: index + 1, version: index + 4, created_at: day(index + 1) })),
  );
  await applyLog(store, packet(3, count + 3, messages, { last_ordinal: count, message_count: count }));
  await store.db.memberships.update([ROOM, ADA], { read_ordinal: read });
  return store;
}

/** @param {Device} store */
const ordinals = async ({ db }) =>
  (await db.messages.where('[conversation_id+ordinal]').between([ROOM, 1], [ROOM, Infinity]).toArray()).map(
    (row) => row.ordinal,
  );

/** @param {number} from @param {number} to */
const numbers = (from, to) => Array.from({ length: to - from + 1 }, (_, index) => from + index);

test('what is too old goes, and the ranges say so: it is fetched again when somebody scrolls to it', async () => {
  const store = await withHistory(200);
  await store.db.reactions.put({ ...reaction({ message_id: id(3) }), local: null });
  const freed = await cleanByAge(store, day(101));
  assert.equal(freed.messages, 100);
  assert.ok(freed.bytes > 10_000);
  assert.deepEqual(await ordinals(store), numbers(101, 200));
  assert.deepEqual(await store.db.ranges.toArray(), [{ conversation_id: ROOM, from: 101, to: 200 }]);
  assert.equal(await store.db.reactions.count(), 0);
  assert.equal((await listMessages(store, ROOM, { from: 1 })).length, 100);
});

test('the newest page of a conversation stays, however old it is', async () => {
  const store = await withHistory(200);
  await cleanByAge(store, day(10_000));
  assert.deepEqual(await ordinals(store), numbers(151, 200));
});

test('what is unread stays', async () => {
  const store = await withHistory(200, { read: 30 });
  await cleanByAge(store, day(10_000));
  assert.deepEqual(await ordinals(store), numbers(31, 200));
});

test('nothing unfinished is touched: waiting changes, what they refer to, drafts, conflicts, failures', async () => {
  const store = await withHistory(200);
  for (const ordinal of [1, 7]) await store.db.messages.update(id(ordinal), { sender_id: ADA });
  await editMessage(store, id(1), 'edited');
  await toggleReaction(store, id(2), '👍');
  await sendMessage(store, { conversationId: ROOM, content: 'an answer', replyTo: id(3) });
  await saveDraft(store, ROOM, { content: 'half a thou', replyTo: id(4) });
  await store.db.conflicts.put(/** @type {any} */ ({ id: id(950), entity_id: id(5), thing: `message:${id(5)}` }));
  const failed = { state: /** @type {const} */ ('failed'), written_at: day(1), op: 'update', content: 'mine' };
  await store.db.messages.update(id(6), { local: failed });
  const before = { outbox: await store.db.outbox.toArray(), drafts: await store.db.drafts.toArray() };
  await cleanByAge(store, day(10_000));
  assert.deepEqual(await ordinals(store), [1, 2, 3, 4, 5, 6, ...numbers(151, 200)]);
  assert.deepEqual({ outbox: await store.db.outbox.toArray(), drafts: await store.db.drafts.toArray() }, before);
  assert.equal(await store.db.reactions.count(), 1);
  assert.equal((await listMessages(store, ROOM)).at(-1)?.content, 'an answer');
  // What stayed alone is no run of history: it is shown again once all around it was fetched.
  assert.deepEqual(await store.db.ranges.toArray(), [{ conversation_id: ROOM, from: 151, to: 200 }]);
});

test('for size, the conversation that was not opened for the longest time gives first', async () => {
  const store = await withHistory(200);
  await applyLog(store, {
    log: `c:${OTHER}`,
    from: 0,
    to: 300,
    snapshot: true,
    changes: [
      upsert(
        'conversation',
        conversation({ id: OTHER, members: [membership({ conversation_id: OTHER, read_ordinal: 200 })] }),
      ),
      ...numbers(1, 200).map((ordinal) =>
        upsert(
          'message',
          message({
            id: id(1000 + ordinal),
            conversation_id: OTHER,
            ordinal,
            version: ordinal + 3,
            created_at: day(ordinal),
          }),
        ),
      ),
    ],
  });
  await noteOpened(store, OTHER);
  store.time.now += 1000;
  await noteOpened(store, ROOM);
  const before = await measure(store);
  await cleanBySize(store, 10_000);
  assert.deepEqual(await ordinals(store), numbers(1, 200));
  assert.equal(
    await store.db.messages.where('[conversation_id+ordinal]').between([OTHER, 0], [OTHER, Infinity]).count(),
    50,
  );
  assert.ok((await measure(store)).total < before.total - 10_000);
});

test('what was cleaned away comes again by itself, and is no hole then', async () => {
  const store = await withHistory(120);
  await cleanByAge(store, day(10_000));
  await applyLog(
    store,
    packet(123, 124, [upsert('message', message({ ordinal: 20, version: 124, content: 'edited there' }))]),
  );
  assert.equal((await store.db.messages.get(id(20)))?.content, 'edited there');
  assert.deepEqual(
    (await store.db.ranges.toArray()).map(({ from, to }) => [from, to]),
    [
      [20, 20],
      [71, 120],
    ],
  );
  await applyLog(store, { ...arrival(121), from: 124, to: 125 });
  assert.deepEqual((await ordinals(store)).slice(-1), [121]);
});

test('when the browser has no room, old history gives way and the work is done once more', async () => {
  const store = await withHistory(200, { read: 10 });
  let attempts = 0;
  await atomically(store, async () => {
    await store.db.meta.put({ key: 'tried', value: ++attempts });
    if (attempts === 1)
      throw Object.assign(new Error('full'), { name: 'AbortError', inner: { name: 'QuotaExceededError' } });
  });
  assert.equal(attempts, 2);
  assert.deepEqual(await ordinals(store), numbers(151, 200), 'unread or not');
});

test('when there is nothing left to give up, the reason is told', async () => {
  const store = await withHistory(20);
  const full = Object.assign(new Error('full'), { name: 'QuotaExceededError' });
  let attempts = 0;
  const work = () =>
    atomically(store, async () => {
      attempts += 1;
      throw full;
    });
  await assert.rejects(work, { name: 'QuotaExceededError' });
  assert.equal(attempts, 1);
  assert.deepEqual(await ordinals(store), numbers(1, 20));
});

test('copies of files go first and the longest unused before others, but never what waits to be sent', async () => {
  const store = await withHistory(100);
  const hold = async (
    /** @type {'blobs'|'previews'} */ table,
    /** @type {string} */ name,
    /** @type {number} */ used_at,
  ) =>
    store.db[table].put({
      id: name,
      conversation_id: ROOM,
      blob: new Blob([name.repeat(500)]),
      size: name.length * 500,
      used_at,
    });
  await hold('blobs', 'sent', 1);
  await hold('blobs', 'lately', 2);
  await hold('previews', 'seen', 0);
  const waits = await stageFile(store, ROOM, { blob: new Blob(['waits']), name: 'waits' });
  await store.db.blobs.update(waits, { used_at: 0 });
  const names = async () => [
    await store.db.blobs.toCollection().primaryKeys(),
    await store.db.previews.toCollection().primaryKeys(),
  ];
  assert.deepEqual(await cleanFilesBySize(store, 1), { files: 1, bytes: 2_000 });
  assert.deepEqual((await names()).flat().sort(), [waits, 'lately', 'seen'].sort());
  await cleanFilesBySize(store, Infinity);
  assert.deepEqual(await names(), [[waits], []]);
  assert.equal(await (await blobOf(store, waits))?.text(), 'waits');
});

test('what files take is told by their own sizes', async () => {
  const store = await withHistory(0);
  const before = await measure(store);
  await store.db.blobs.put({ id: 'film', conversation_id: ROOM, blob: new Blob(['x']), size: 1_000_000, used_at: 0 });
  const after = await measure(store);
  const files = (/** @type {Awaited<ReturnType<typeof measure>>} */ { kinds }) =>
    kinds.find(({ kind }) => kind === 'files')?.bytes ?? 0;
  assert.ok(files(after) - files(before) >= 1_000_000);
});
