import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { addContact, listContacts, removeContact, renameContact } from '../../static/js/db/contacts.js';
import {
  createGroup,
  deleteConversation,
  getConversation,
  openDirect,
  updateConversation,
} from '../../static/js/db/conversations.js';
import { getDraft, saveDraft } from '../../static/js/db/drafts.js';
import { addMember, changeRole, listMembers } from '../../static/js/db/memberships.js';
import { deleteMessage, editMessage, sendMessage } from '../../static/js/db/messages.js';
import { pendingCount } from '../../static/js/db/outbox.js';
import { reactionsFor, toggleReaction } from '../../static/js/db/reactions.js';
import { markRead } from '../../static/js/db/receipts.js';
import { setConversationSettings } from '../../static/js/db/settings.js';
import { me, updateProfile } from '../../static/js/db/users.js';
import { takeBatch } from '../../static/js/sync/batch.js';
import { release } from '../../static/js/sync/outbox-states.js';
import { ADA, BOB, CAROL, closeDevices, contents, device, outboxOf } from './support/device.js';
import { listMessages } from './support/messages.js';
import { inRoom } from './support/room.js';
import { id, ROOM, user } from './support/rows.js';

after(closeDevices);

/** @param {import('../../static/js/types.js').Store} store */
const waiting = async (store) =>
  (await store.db.outbox.orderBy('position').toArray()).map(({ entity, op, fields }) => ({ entity, op, fields }));

test('a message is shown as sending and noted for the server in one step', async () => {
  const store = await inRoom(1);
  const messageId = await sendMessage(store, { conversationId: ROOM, content: 'hi', replyTo: id(1) });
  const row = (await listMessages(store, ROOM)).at(-1);
  assert.deepEqual([row?.id, row?.ordinal, row?.local?.state, row?.base], [messageId, null, 'sending', null]);
  assert.match(messageId, /^[0-9a-f]{8}-[0-9a-f]{4}-7/);
  const [entry] = await outboxOf(store);
  assert.deepEqual(entry.fields, { conversation_id: ROOM, content: 'hi', reply_to: id(1) });
  assert.deepEqual(
    [entry.entity, entry.op, entry.entity_id, entry.base_version],
    ['message', 'create', messageId, null],
  );
  assert.match(entry.op_id, /^[0-9a-f]{8}-[0-9a-f]{4}-7/);
  assert.deepEqual(entry.needs, [`conversation:${ROOM}`, `message:${id(1)}`]);
});

test('when the outbox can’t take it, the row is not there either', async () => {
  const store = await inRoom();
  const meta = /** @type {any} */ ({ odd: () => {} });
  await assert.rejects(sendMessage(store, { conversationId: ROOM, content: 'hi', meta }));
  assert.deepEqual([await store.db.messages.count(), await store.db.outbox.count()], [0, 0]);
});

test('what is written wakes the outbox after the transaction', async () => {
  const store = await inRoom();
  let woken = 0;
  Object.assign(store, { wake: () => (woken += 1) });
  await sendMessage(store, { conversationId: ROOM, content: 'hi' });
  assert.equal(woken, 1);
});

test('unsent messages stay in the order written when the clock is set back', async () => {
  const store = await inRoom();
  await sendMessage(store, { conversationId: ROOM, content: 'first' });
  store.time.now -= 3 * 3_600_000;
  await sendMessage(store, { conversationId: ROOM, content: 'second' });
  assert.deepEqual(
    (await listMessages(store, ROOM)).map((row) => row.content),
    ['first', 'second'],
  );
});

test('sending forgets the draft that was sent, and no other', async () => {
  const store = await inRoom();
  await saveDraft(store, ROOM, { content: 'hi ' });
  await sendMessage(store, { conversationId: ROOM, content: 'hi' });
  assert.equal(await getDraft(store, ROOM), null);
  await saveDraft(store, ROOM, { content: 'something else' });
  await sendMessage(store, { conversationId: ROOM, content: 'hi' });
  assert.equal((await getDraft(store, ROOM))?.content, 'something else');
});

test('edits of an unsent message become part of it', async () => {
  const store = await inRoom();
  const messageId = await sendMessage(store, { conversationId: ROOM, content: 'one' });
  await editMessage(store, messageId, 'two');
  await editMessage(store, messageId, 'three');
  assert.deepEqual(
    (await waiting(store)).map(({ op, fields }) => [op, fields.content]),
    [['create', 'three']],
  );
  assert.equal((await store.db.messages.get(messageId))?.content, 'three');
});

test('deleting an unsent message leaves nothing', async () => {
  const store = await inRoom();
  const messageId = await sendMessage(store, { conversationId: ROOM, content: 'one' });
  await deleteMessage(store, messageId);
  assert.deepEqual([await store.db.messages.count(), await store.db.outbox.count()], [0, 0]);
});

test('edits of the same message merge, keeping the version and text they started from', async () => {
  const store = await inRoom(1);
  await editMessage(store, id(1), 'two');
  await editMessage(store, id(1), 'three');
  const entries = await outboxOf(store);
  assert.equal(entries.length, 1);
  assert.deepEqual([entries[0].fields, entries[0].base_version, entries[0].before], [{ content: 'three' }, 4, 'hello']);
  const row = await store.db.messages.get(id(1));
  assert.deepEqual([row?.content, row?.base.content, row?.local?.state], ['three', 'hello', 'sending']);
  assert.equal((await listMessages(store, ROOM)).length, 1, 'listed once, in its place');
});

test('an edit and then a deletion is a deletion', async () => {
  const store = await inRoom(1);
  await editMessage(store, id(1), 'two');
  await deleteMessage(store, id(1));
  assert.deepEqual(await waiting(store), [{ entity: 'message', op: 'delete', fields: {} }]);
  assert.ok((await store.db.messages.get(id(1)))?.deleted_at);
});

test('nothing is merged into what has left: it may have arrived', async () => {
  const store = await inRoom();
  const messageId = await sendMessage(store, { conversationId: ROOM, content: 'one' });
  await takeBatch(store);
  await editMessage(store, messageId, 'two');
  await deleteMessage(store, messageId);
  assert.deepEqual(
    (await waiting(store)).map(({ op }) => op),
    ['create', 'delete'],
  );
  const [first] = await store.db.outbox.orderBy('position').toArray();
  assert.equal(first.fields.content, 'one');
});

test('nor into what has left in vain', async () => {
  const store = await inRoom();
  const messageId = await sendMessage(store, { conversationId: ROOM, content: 'one' });
  await release(store, (await takeBatch(store)).entries);
  await editMessage(store, messageId, 'two');
  const entries = await store.db.outbox.orderBy('position').toArray();
  assert.deepEqual(
    entries.map(({ op, state, fields }) => [op, state, fields.content]),
    [
      ['create', 'waiting', 'one'],
      ['update', 'waiting', 'two'],
    ],
  );
});

test('a reaction set and taken back before it left never leaves', async () => {
  const store = await inRoom(1);
  await toggleReaction(store, id(1), '👍');
  assert.deepEqual((await reactionsFor(store, [id(1)])).get(id(1)), [{ emoji: '👍', userIds: [ADA], mine: true }]);
  await toggleReaction(store, id(1), '👍');
  assert.equal((await reactionsFor(store, [id(1)])).size, 0);
  assert.equal(await store.db.outbox.count(), 0);
});

test('a reaction taken back earlier is set again under its own id', async () => {
  const store = await inRoom(1);
  await store.db.reactions.put({
    id: id(9),
    message_id: id(1),
    conversation_id: ROOM,
    user_id: ADA,
    emoji: '👍',
    deleted_at: 'then',
    version: 8,
    local: null,
    era: 0,
  });
  await toggleReaction(store, id(1), '👍');
  const [entry] = await outboxOf(store);
  assert.deepEqual([entry.entity_id, entry.op, entry.base_version], [id(9), 'create', 8]);
  assert.equal((await store.db.reactions.get(id(9)))?.deleted_at, null);
});

test('how far one has read merges to the furthest, and is no waiting change', async () => {
  const store = await inRoom(5);
  await markRead(store, ROOM, 3);
  await markRead(store, ROOM, 2);
  await markRead(store, ROOM, 5);
  assert.deepEqual(await waiting(store), [{ entity: 'receipt', op: 'set', fields: { read_ordinal: 5 } }]);
  assert.equal((await store.db.memberships.get([ROOM, ADA]))?.read_ordinal, 5);
  assert.equal(await pendingCount(store), 0);
});

test('settings, titles and profiles merge field by field', async () => {
  const store = await inRoom();
  await setConversationSettings(store, ROOM, { archived: true });
  await setConversationSettings(store, ROOM, { notify: 'none' });
  await updateConversation(store, ROOM, { title: 'New', description: undefined });
  await updateConversation(store, ROOM, { description: 'About' });
  await updateProfile(store, { display_name: 'Ada L.' });
  assert.deepEqual(
    (await waiting(store)).map(({ fields }) => fields),
    [{ archived: true, notify: 'none' }, { title: 'New', description: 'About' }, { display_name: 'Ada L.' }],
  );
  const view = await getConversation(store, ROOM);
  assert.deepEqual([view?.settings.archived, view?.settings.notify, view?.name], [true, 'none', 'New']);
  assert.equal((await me(store))?.display_name, 'Ada L.');
});

test('a contact added, renamed and removed before it left never leaves', async () => {
  const store = await device();
  const contactId = await addContact(store, { user: user(), nickname: 'Bobby' });
  await renameContact(store, contactId, 'Rob');
  assert.deepEqual(
    (await listContacts(store)).map(({ name }) => name),
    ['Rob'],
  );
  assert.deepEqual(await waiting(store), [
    { entity: 'contact', op: 'create', fields: { contact_id: BOB, nickname: 'Rob' } },
  ]);
  await removeContact(store, contactId);
  assert.deepEqual([(await listContacts(store)).length, await store.db.outbox.count()], [0, 0]);
});

test('a group made offline has its members at once and its messages wait for it', async () => {
  const store = await device();
  const group = await createGroup(store, { title: 'Trip', memberIds: [BOB] });
  await sendMessage(store, { conversationId: group, content: 'hi' });
  await addMember(store, group, user({ id: CAROL, username: 'carol', display_name: 'Carol' }));
  await changeRole(store, group, CAROL, 'moderator');
  const roles = (await listMembers(store, group)).map(({ membership }) => [membership.user_id, membership.role]);
  assert.deepEqual(
    roles.sort(),
    [
      [ADA, 'owner'],
      [BOB, 'member'],
      [CAROL, 'moderator'],
    ].sort(),
  );
  const entries = await outboxOf(store);
  assert.deepEqual(
    entries.map(({ entity, op }) => `${entity} ${op}`),
    ['conversation create', 'message create', 'membership create'],
  );
  assert.deepEqual(entries[0].fields.member_ids, [BOB]);
  assert.ok(entries.slice(1).every(({ needs }) => needs.includes(`conversation:${group}`)));
});

test('opening a direct conversation tells nobody; its first message does', async () => {
  const store = await device();
  const direct = await openDirect(store, BOB);
  assert.equal(await store.db.outbox.count(), 0);
  assert.equal(await openDirect(store, BOB), direct);
  await sendMessage(store, { conversationId: direct, content: 'hi' });
  await sendMessage(store, { conversationId: direct, content: 'there' });
  assert.deepEqual(
    (await waiting(store)).map(({ entity, op }) => `${entity} ${op}`),
    ['conversation create', 'message create', 'message create'],
  );
  assert.deepEqual((await outboxOf(store))[0].fields, { kind: 'direct', member_ids: [BOB] });
});

test('deleting a group that never left erases it; its texts stay as a draft', async () => {
  const store = await device();
  const group = await createGroup(store, { title: 'Trip', memberIds: [BOB] });
  await sendMessage(store, { conversationId: group, content: 'one' });
  await sendMessage(store, { conversationId: group, content: 'two' });
  await deleteConversation(store, group);
  const { drafts, meta, userProfiles, ...rest } = await contents(store);
  assert.deepEqual(Object.values(rest).flat(), []);
  assert.equal(drafts[0].content, 'one\n\ntwo');
});
