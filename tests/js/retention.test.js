import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { listConversations } from '../../static/js/db/conversations.js';
import { discardMessage, editMessage, sendMessage } from '../../static/js/db/messages.js';
import { heldRanges } from '../../static/js/db/ranges.js';
import { applyLog } from '../../static/js/sync/apply.js';
import { fetchHistory } from '../../static/js/sync/history.js';
import { takeResults } from '../../static/js/sync/results.js';
import { rowsOf } from '../../static/js/ui/timeline/rows.js';
import { ADA, closeDevices, device, outboxOf } from './support/device.js';
import { conversation, id, message, packet, ROOM, reaction, roomSnapshot, upsert } from './support/rows.js';

/** @import { Store } from '../../static/js/types.js' */

after(closeDevices);

const REFUSED = { code: 'not_found', message: 'There is nothing here that you can see.' };

/** A device that holds ten messages. @param {any[]} [changes] that came beside them */
async function holder(changes = []) {
  const store = await device();
  const snapshot = roomSnapshot(10);
  await applyLog(store, { ...snapshot, changes: [...snapshot.changes, ...changes] });
  return store;
}

/** The conversation's row, as the server tells it after a sweep. @param {number} first @param {Partial<import('../../static/js/types.js').Conversation>} [fields] */
const begins = (first, fields = {}) =>
  packet(13, 14, [
    upsert(
      'conversation',
      conversation({ first_ordinal: first, last_ordinal: 10, last_seq: 14, version: 14, ...fields }),
    ),
  ]);

/** @param {Store} store */
const ordinals = async ({ db }) =>
  (await db.messages.toArray()).map(({ ordinal }) => ordinal).sort((one, other) => Number(one) - Number(other));

/** @param {Store} store */
const spans = async (store) => (await heldRanges(store, ROOM)).map(({ from, to }) => [from, to]);

test('what stands before the beginning is dropped, with all that hangs on it', async () => {
  const store = await holder([
    upsert('reaction', reaction({ message_id: id(3), version: 12 })),
    upsert('reaction', reaction({ id: id(901), message_id: id(8), version: 13 })),
  ]);
  await applyLog(store, begins(8));
  assert.deepEqual(await ordinals(store), [8, 9, 10]);
  assert.deepEqual(await spans(store), [[8, 10]]);
  assert.deepEqual(
    (await store.db.reactions.toArray()).map((row) => row.id),
    [id(901)],
  );
});

test('a conversation of which nothing is left shows none, and nothing unread', async () => {
  const store = await holder();
  await applyLog(store, begins(11, { last_message: null, message_count: 0 }));
  const [view] = await listConversations(store);
  assert.deepEqual([await ordinals(store), await spans(store)], [[], []]);
  assert.deepEqual([view.unread, view.lastMessage], [0, null]);
});

test('only what can still be read counts as unread', async () => {
  const store = await holder();
  await applyLog(store, begins(8));
  const [view] = await listConversations(store);
  assert.deepEqual([view.unread, view.firstUnreadOrdinal], [3, 8]);
});

test('what one has not sent stays, and so does what an unsent change is about, until it is answered', async () => {
  const own = message({ ordinal: 2, sender_id: ADA, version: 5, content: 'Mine' });
  const store = await holder([upsert('message', own)]);
  await editMessage(store, own.id, 'Mine, better');
  await sendMessage(store, { conversationId: ROOM, content: 'Later', replyTo: id(3) });
  await applyLog(store, begins(8));
  assert.equal((await store.db.messages.get(own.id))?.content, 'Mine, better');
  assert.equal((await outboxOf(store)).length, 2);

  const [edit] = await outboxOf(store);
  await takeResults(store, [edit], [{ op_id: edit.op_id, status: 'rejected', error: REFUSED }]);
  assert.equal((await store.db.messages.get(own.id))?.local?.content, 'Mine, better');
  assert.equal(await discardMessage(store, own.id), 'Mine, better');
  assert.equal(await store.db.messages.get(own.id), undefined);
});

test('the log may say of an old message that it is gone before the row says where history begins', async () => {
  const own = message({ ordinal: 2, sender_id: ADA, version: 5, content: 'Mine' });
  const store = await holder([upsert('message', own)]);
  await editMessage(store, own.id, 'Mine, better');
  const gone = [own.id, id(3)].map((one, n) => ({
    seq: 14 + n,
    entity: /** @type {const} */ ('message'),
    entity_id: one,
    op: /** @type {const} */ ('delete'),
    row: null,
  }));
  await applyLog(store, packet(13, 15, gone));
  assert.equal((await store.db.messages.get(own.id))?.content, 'Mine, better');
  assert.equal(await store.db.messages.get(id(3)), undefined);
});

test('a page that was under way brings nothing back', async () => {
  const store = await holder();
  const messages = [5, 6, 7, 8].map((ordinal) => message({ ordinal, version: ordinal + 3 }));
  const page = { messages, oldest: 5, newest: 8 };
  await fetchHistory(
    store,
    ROOM,
    {},
    {
      ask: async () => {
        await applyLog(store, begins(8));
        return page;
      },
    },
  );
  assert.deepEqual(await ordinals(store), [8, 9, 10]);
  assert.deepEqual(await spans(store), [[8, 10]]);
});

test('no hole is shown before the beginning', () => {
  const rows = rowsOf([{ ...message({ ordinal: 8 }), local: null }], null, undefined, 8);
  assert.deepEqual(
    rows.map(({ type }) => type),
    ['day', 'message'],
  );
  assert.equal(rowsOf([{ ...message({ ordinal: 8 }), local: null }], null, undefined, 7)[0].type, 'hole');
});
