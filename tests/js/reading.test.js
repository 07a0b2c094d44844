import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import {
  deleteConversation,
  getConversation,
  listConversations,
  nameOf,
  openDirect,
} from '../../static/js/db/conversations.js';
import { readersOf } from '../../static/js/db/memberships.js';
import { lastOwnMessage, readStretch, sendMessage, statusOf } from '../../static/js/db/messages.js';
import { addSpan, spansOf } from '../../static/js/db/ranges.js';
import { markRead } from '../../static/js/db/receipts.js';
import { setConversationSettings } from '../../static/js/db/settings.js';
import { directConversationId } from '../../static/js/lib/uuid.js';
import { applyLog } from '../../static/js/sync/apply.js';
import { ADA, BOB, CAROL, closeDevices, device } from './support/device.js';
import { listMessages } from './support/messages.js';
import { inRoom } from './support/room.js';
import {
  arrival,
  conversation,
  id,
  membership,
  message,
  packet,
  ROOM,
  roomSnapshot,
  upsert,
  user,
} from './support/rows.js';

/** @import { Contact, Store, StoredMessage } from '../../static/js/types.js' */

after(closeDevices);

/** @param {Store} store */
const unread = async (store) => {
  const view = await getConversation(store, ROOM);
  return [view?.unread, view?.firstUnreadOrdinal];
};

test('unread counts what lies after one’s pointer, without own and deleted messages', async () => {
  const store = await inRoom(4);
  assert.deepEqual(await unread(store), [4, 1]);
  await markRead(store, ROOM, 1);
  assert.deepEqual(await unread(store), [3, 2]);
  await applyLog(
    store,
    packet(7, 8, [upsert('message', message({ ordinal: 2, deleted_at: 'then', content: '', version: 8 }))], {
      last_ordinal: 4,
      message_count: 3,
    }),
  );
  assert.deepEqual(await unread(store), [2, 3]);
  const own = upsert('message', message({ id: id(55), ordinal: 5, sender_id: ADA, version: 9 }));
  await applyLog(store, packet(8, 9, [own], { last_ordinal: 5, message_count: 4 }));
  assert.deepEqual(await unread(store), [2, 3]);
  await markRead(store, ROOM, 4);
  assert.deepEqual(await unread(store), [0, null]);
});

test('unread also counts what is not held here', async () => {
  const store = await inRoom(200);
  assert.equal(await store.db.messages.count(), 50);
  assert.deepEqual(await unread(store), [200, 1]);
});

test('a deleted message that comes back counts again', async () => {
  const store = await inRoom(1);
  const row = message({ deleted_at: 'then', content: '', version: 5 });
  await applyLog(store, packet(4, 5, [upsert('message', row)]));
  assert.deepEqual(await unread(store), [0, null]);
  await applyLog(store, packet(5, 6, [upsert('message', message({ version: 6 }))]));
  assert.deepEqual(await unread(store), [1, 1]);
});

test('a stretch of a long conversation reads only that stretch and the message before it', async () => {
  const store = await device();
  const rows = Array.from({ length: 2_000 }, (_, n) => upsert('message', message({ ordinal: n + 1, version: n + 4 })));
  const snapshot = roomSnapshot();
  await applyLog(store, { ...snapshot, changes: [...snapshot.changes, ...rows], to: 2_003 });
  let read = 0;
  store.db.messages.hook('reading', (row) => {
    read += 1;
    return row;
  });
  const { messages, previous } = await readStretch(store, ROOM, { from: 1_951, to: Infinity });
  assert.deepEqual([messages.length, messages[0].ordinal, messages.at(-1)?.ordinal], [50, 1_951, 2_000]);
  assert.equal(previous?.ordinal, 1_950);
  assert.equal(read, 51);
});

test('the list of conversations reads no message but unsent ones', async () => {
  const store = await device();
  for (let n = 1; n <= 20; n++) {
    const group = conversation({ id: id(n), last_ordinal: 30, title: `Room ${n}` });
    const members = [membership({ conversation_id: id(n) })];
    const rows = Array.from({ length: 30 }, (_, k) =>
      upsert('message', message({ id: id(n * 100 + k), conversation_id: id(n), ordinal: k + 1, version: k + 4 })),
    );
    await applyLog(store, {
      log: `c:${id(n)}`,
      from: 0,
      to: 40,
      snapshot: true,
      changes: [upsert('conversation', { ...group, members }), ...rows],
    });
  }
  store.time.now -= 3 * 3_600_000;
  await sendMessage(store, { conversationId: id(3), content: 'unsent' });
  let read = 0;
  store.db.messages.hook('reading', (row) => {
    read += 1;
    return row;
  });
  const list = await listConversations(store);
  assert.deepEqual(
    [list.length, list[0].name, list[0].lastMessage?.preview, list[0].unread],
    [20, 'Room 3', 'unsent', 30],
  );
  assert.equal(list[0].lastMessage?.local?.state, 'sending');
  assert.equal(read, 1);
});

test('the last active conversation stands first; archived, left and deleted ones don’t', async () => {
  const store = await device();
  const at = (/** @type {number|string} */ hour) => `2026-11-21T${hour}:00:00.000Z`;
  const make = (/** @type {number} */ n, /** @type {any} */ fields) =>
    applyLog(store, {
      log: `c:${id(n)}`,
      from: 0,
      to: 3,
      changes: [
        upsert(
          'conversation',
          conversation({ id: id(n), title: `${n}`, members: [membership({ conversation_id: id(n) })], ...fields }),
        ),
      ],
    });
  await make(1, { created_at: at(10) });
  await make(2, { created_at: at('08'), last_message: { id: id(9), sender_id: BOB, preview: '', created_at: at(12) } });
  await make(3, { created_at: at(11) });
  await make(4, { members: [membership({ conversation_id: id(4), left_at: at(11) })] });
  await setConversationSettings(store, id(3), { archived: true });
  assert.deepEqual(
    (await listConversations(store)).map(({ name }) => name),
    ['2', '1'],
  );
  assert.deepEqual(
    (await listConversations(store, { archived: true })).map(({ name }) => name),
    ['3'],
  );
});

test('a conversation of which only a receipt of one’s own has arrived is shown', async () => {
  const store = await device();
  const { members: _members, ...bare } = conversation();
  await applyLog(store, {
    log: `r:${ROOM}`,
    from: 0,
    to: 1,
    changes: [
      upsert('receipt', {
        conversation_id: ROOM,
        user_id: ADA,
        delivered_ordinal: 1,
        read_ordinal: 1,
        receipt_seq: 1,
        version: 1,
      }),
    ],
  });
  await applyLog(store, { log: `c:${ROOM}`, from: 0, to: 1, changes: [upsert('conversation', bare)] });
  assert.equal((await listConversations(store)).length, 1);
});

test('names: nickname, display name, username; title, else the members', () => {
  const users = new Map([user(), user({ id: CAROL, username: 'carol', display_name: '' })].map((one) => [one.id, one]));
  const nickname = /** @type {Contact} */ ({ contact_id: BOB, nickname: 'Bobby' });
  const direct = conversation({ kind: 'direct', title: '', peer_id: BOB });
  const members = [ADA, BOB, CAROL].map((user_id) => membership({ user_id }));
  assert.equal(nameOf(direct, [], users, new Map(), ADA), 'Bob');
  assert.equal(nameOf(direct, [], users, new Map([[BOB, nickname]]), ADA), 'Bobby');
  assert.equal(nameOf({ ...direct, peer_id: CAROL }, [], users, new Map(), ADA), 'carol');
  assert.equal(nameOf({ ...direct, peer_id: 'unknown' }, [], users, new Map(), ADA), '');
  assert.equal(nameOf(conversation({ title: 'Trip' }), members, users, new Map(), ADA), 'Trip');
  assert.equal(nameOf(conversation({ title: '' }), members, users, new Map([[BOB, nickname]]), ADA), 'Bobby, carol');
});

test('a direct conversation is called after the other person, one with oneself after oneself', async () => {
  const store = await device();
  await applyLog(store, {
    log: `u:${ADA}`,
    from: 0,
    to: 1,
    changes: [upsert('user', user()), upsert('user', user({ id: ADA, display_name: 'Ada' }))],
  });
  const views = await Promise.all(
    [BOB, ADA].map(async (peer) => getConversation(store, await openDirect(store, peer))),
  );
  assert.deepEqual(
    views.map((view) => [view?.name, view?.peer?.id]),
    [
      ['Bob', BOB],
      ['Ada', ADA],
    ],
  );
});

test('a direct conversation whose row came before its members is named once they come', async () => {
  const store = await device();
  const row = conversation({ kind: 'direct', title: '', members: [], last_seq: 1 });
  await applyLog(store, packet(0, 1, [upsert('conversation', row)]));
  assert.equal((await getConversation(store, ROOM))?.name, '', 'not after oneself');
  const members = [ADA, BOB].map((user_id, n) => upsert('membership', membership({ user_id, version: n + 2 })));
  await applyLog(store, packet(1, 4, [...members, upsert('user', user())]));
  assert.equal((await getConversation(store, ROOM))?.name, 'Bob');
  assert.deepEqual((await store.db.conversations.get(ROOM))?.base, undefined);
  const myself = directConversationId(store.serverId, ADA, ADA);
  const own = { ...row, id: myself };
  await applyLog(store, { ...packet(0, 1, [upsert('conversation', own)]), log: `c:${myself}` });
  assert.equal((await store.db.conversations.get(myself))?.peer_id, ADA);
});

test('also while a change of it waits', async () => {
  const store = await device();
  const row = conversation({ kind: 'direct', title: '', members: [], last_seq: 1 });
  await applyLog(store, packet(0, 1, [upsert('conversation', row)]));
  await deleteConversation(store, ROOM);
  await applyLog(store, packet(1, 2, [upsert('membership', membership({ user_id: BOB, version: 2 }))]));
  const held = await store.db.conversations.get(ROOM);
  assert.deepEqual([held?.peer_id, held?.base.peer_id, held?.local?.state], [BOB, BOB, 'sending']);
});

test('how far a message has come', () => {
  const at = (/** @type {number} */ delivered, /** @type {number} */ read, user_id = BOB) =>
    membership({ user_id, delivered_ordinal: delivered, read_ordinal: read });
  const sent = /** @type {StoredMessage} */ ({ ...message({ ordinal: 5 }), local: null });
  const own = membership({ user_id: ADA });
  const status = (/** @type {any[]} */ others, row = sent) => statusOf(row, [own, ...others], ADA);
  assert.equal(status([at(4, 4)]), 'sent');
  assert.equal(status([at(5, 4)]), 'delivered');
  assert.equal(status([at(5, 5)]), 'read');
  assert.equal(status([at(9, 9), at(5, 4, CAROL)]), 'delivered', 'every other member counts');
  assert.equal(status([at(9, 9), { ...at(0, 0, CAROL), left_at: 'then' }]), 'read', 'those who left don’t');
  assert.equal(status([at(9, 9)], { ...sent, local: { state: 'failed', written_at: '' } }), 'failed');
  assert.equal(status([at(9, 9)], { ...sent, ordinal: null, local: { state: 'sending', written_at: '' } }), 'sending');
});

test('who has read a message: other members whose pointer has reached it', async () => {
  const store = await inRoom(2);
  await applyLog(
    store,
    packet(5, 6, [upsert('membership', membership({ user_id: CAROL, read_ordinal: 2, version: 6 }))]),
  );
  const [first, second] = await listMessages(store, ROOM);
  await markRead(store, ROOM, 1);
  assert.deepEqual((await readersOf(store, first)).map((one) => one.membership.user_id).sort(), [ADA, CAROL].sort());
  assert.deepEqual(
    (await readersOf(store, second)).map((one) => one.membership.user_id),
    [CAROL],
  );
});

test('one’s last message is the newest that can still be edited', async () => {
  const store = await inRoom(1);
  assert.equal(await lastOwnMessage(store, ROOM), undefined);
  await applyLog(store, arrival(2, { sender_id: ADA }));
  await applyLog(store, arrival(3, { sender_id: ADA, deleted_at: 'then' }));
  await applyLog(store, arrival(4));
  assert.equal((await lastOwnMessage(store, ROOM))?.id, id(2));
  const unsent = await sendMessage(store, { conversationId: ROOM, content: 'hi' });
  assert.equal((await lastOwnMessage(store, ROOM))?.id, unsent);
});

test('spans that meet become one', () => {
  assert.deepEqual(spansOf([5, 1, 2, 3, 7, 6, 6]), [
    { from: 1, to: 3 },
    { from: 5, to: 7 },
  ]);
  const held = [
    { from: 1, to: 3 },
    { from: 8, to: 9 },
  ];
  assert.deepEqual(addSpan(held, { from: 4, to: 5 }), [
    { from: 1, to: 5 },
    { from: 8, to: 9 },
  ]);
  assert.deepEqual(addSpan(held, { from: 4, to: 7 }), [{ from: 1, to: 9 }]);
  assert.deepEqual(addSpan(held, { from: 5, to: 6 }), [
    { from: 1, to: 3 },
    { from: 5, to: 6 },
    { from: 8, to: 9 },
  ]);
  assert.equal(addSpan(held, { from: 2, to: 3 }), held);
});
