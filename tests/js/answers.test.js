import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { listConflicts, resolveConflict } from '../../static/js/db/conflicts.js';
import { addContact, listContacts } from '../../static/js/db/contacts.js';
import {
  createGroup,
  deleteConversation,
  getConversation,
  listConversations,
  openDirect,
  updateConversation,
} from '../../static/js/db/conversations.js';
import { addMember, leaveConversation, listMembers } from '../../static/js/db/memberships.js';
import { deleteMessage, discardMessage, editMessage, retryMessage, sendMessage } from '../../static/js/db/messages.js';
import { reactionsFor, toggleReaction } from '../../static/js/db/reactions.js';
import { applyLog } from '../../static/js/sync/apply.js';
import { takeBatch } from '../../static/js/sync/batch.js';
import { takeResults } from '../../static/js/sync/results.js';
import { ADA, BOB, CAROL, closeDevices, contents, device, outboxOf } from './support/device.js';
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
  reaction,
  upsert,
  user,
} from './support/rows.js';

/** @import { OutboxEntry, PushResult, Store } from '../../static/js/types.js' */

after(closeDevices);

/** Sends what may leave and answers each op. @param {Store} store @param {(entry: OutboxEntry) => Omit<PushResult, 'op_id'>} answer */
async function push(store, answer) {
  const { entries } = await takeBatch(store);
  await takeResults(
    store,
    entries,
    entries.map((entry) => ({ op_id: entry.op_id, ...answer(entry) })),
  );
  return entries;
}

const REFUSED = { status: /** @type {const} */ ('rejected'), error: { code: 'forbidden', message: 'No.' } };

/** A message of Ada's as the server has stored it. @param {string} messageId @param {Partial<import('../../static/js/types.js').Message>} [fields] */
const stored = (messageId, fields) =>
  message({ id: messageId, sender_id: ADA, content: 'hi', ordinal: 1, version: 4, ...fields });

test('packet before answer and answer before packet lead to the same, never doubled nor back to sending', async () => {
  /** @type {any[]} */
  const ends = [];
  for (const order of ['packet first', 'answer first', 'answer twice']) {
    const store = await inRoom();
    const messageId = await sendMessage(store, { conversationId: ROOM, content: 'hi' });
    const { entries } = await takeBatch(store);
    const row = stored(messageId);
    const steps = {
      packet: () => applyLog(store, arrival(1, row)),
      answer: () => takeResults(store, entries, [{ op_id: entries[0].op_id, status: 'applied', row }]),
    };
    const sequence =
      {
        'packet first': ['packet', 'answer'],
        'answer first': ['answer', 'packet'],
        'answer twice': ['answer', 'answer', 'packet', 'packet'],
      }[order] ?? [];
    for (const step of sequence) {
      await steps[/** @type {'packet'|'answer'} */ (step)]();
      const rows = await listMessages(store, ROOM);
      assert.deepEqual(
        rows.map(({ id, local, ordinal }) => [id, local, ordinal]),
        [[messageId, null, 1]],
        `${order}: ${step}`,
      );
      assert.equal((await getConversation(store, ROOM))?.lastMessage?.preview, 'hi');
    }
    assert.equal(await store.db.outbox.count(), 0);
    const { messages, conversations } = await contents(store);
    ends.push([
      { ...messages[0], id: '' },
      { ...conversations[0], last_message: null },
    ]);
  }
  assert.deepEqual(ends[1], ends[0]);
  assert.deepEqual(ends[2], ends[0]);
});

test('a change whose packet came before its answer is settled by the answer', async () => {
  const store = await inRoom(1);
  await editMessage(store, id(1), 'mine');
  await toggleReaction(store, id(1), '👍');
  const { entries } = await takeBatch(store);
  const edited = message({ content: 'mine', edited_at: 'then', version: 5 });
  const set = reaction({ id: entries[1].entity_id, user_id: ADA, version: 6 });
  await applyLog(store, packet(4, 6, [upsert('message', edited), upsert('reaction', set)]));
  assert.equal((await store.db.messages.get(id(1)))?.local?.state, 'sending', 'not before: it may be another’s edit');
  const rows = [edited, set];
  await takeResults(
    store,
    entries,
    entries.map(({ op_id }, n) => ({ op_id, status: 'applied', row: rows[n] })),
  );
  const [row] = await listMessages(store, ROOM);
  assert.deepEqual([row.local, row.base, row.edited_at], [null, undefined, 'then']);
  assert.deepEqual(
    (await store.db.reactions.toArray()).map(({ local, base }) => [local, base]),
    [[null, undefined]],
  );
});

test('an answer ahead of the log does not hide the messages in between', async () => {
  const store = await inRoom(3);
  const messageId = await sendMessage(store, { conversationId: ROOM, content: 'hi' });
  await push(store, () => ({ status: 'applied', row: stored(messageId, { ordinal: 5, version: 8 }) }));
  assert.deepEqual(
    (await listMessages(store, ROOM)).map((row) => row.ordinal),
    [1, 2, 3, 5],
  );
  await applyLog(store, arrival(4));
  await applyLog(store, arrival(5, stored(messageId, { ordinal: 5, version: 8 })));
  assert.deepEqual(
    (await listMessages(store, ROOM)).map((row) => row.ordinal),
    [1, 2, 3, 4, 5],
  );
  assert.deepEqual(await store.db.ranges.toArray(), [{ conversation_id: ROOM, from: 1, to: 5 }]);
});

test('a duplicate is an arrival like any other', async () => {
  const store = await inRoom();
  const messageId = await sendMessage(store, { conversationId: ROOM, content: 'hi' });
  await push(store, () => ({ status: 'duplicate', row: stored(messageId) }));
  const [row] = await listMessages(store, ROOM);
  assert.deepEqual([row.local, row.ordinal], [null, 1]);
});

test('an edit made while its message is on the way is based on the answer', async () => {
  const store = await inRoom();
  const messageId = await sendMessage(store, { conversationId: ROOM, content: 'hi' });
  const { entries } = await takeBatch(store);
  await editMessage(store, messageId, 'hi there');
  assert.equal((await takeBatch(store)).entries.length, 0, 'a thing’s changes leave one at a time');
  await takeResults(store, entries, [{ op_id: entries[0].op_id, status: 'applied', row: stored(messageId) }]);
  const [row] = await listMessages(store, ROOM);
  assert.deepEqual([row.content, row.base.content, row.local?.state], ['hi there', 'hi', 'sending']);
  const [edit] = await outboxOf(store);
  assert.deepEqual([edit.op, edit.base_version], ['update', 4]);
});

test('the same when the packet settles the creation, and when edits follow edits', async () => {
  const store = await inRoom();
  const messageId = await sendMessage(store, { conversationId: ROOM, content: 'hi' });
  await takeBatch(store);
  await editMessage(store, messageId, 'one');
  await applyLog(store, arrival(1, stored(messageId)));
  const { entries } = await takeBatch(store);
  assert.deepEqual(
    entries.map(({ op, base_version }) => [op, base_version]),
    [['update', 4]],
  );
  await editMessage(store, messageId, 'two');
  const edited = stored(messageId, { content: 'one', version: 5 });
  await applyLog(store, packet(4, 5, [upsert('message', edited)]));
  assert.equal((await listMessages(store, ROOM))[0].content, 'two');
  await takeResults(store, entries, [{ op_id: entries[0].op_id, status: 'applied', row: edited }]);
  assert.deepEqual(
    (await outboxOf(store)).map(({ fields, base_version }) => [fields.content, base_version]),
    [['two', 5]],
  );
});

test('what arrives meanwhile lies under the waiting change', async () => {
  const store = await inRoom();
  await updateConversation(store, ROOM, { title: 'Mine' });
  const theirs = conversation({ title: 'Theirs', description: 'New', version: 4, last_seq: 4 });
  await applyLog(store, packet(3, 4, [upsert('conversation', theirs)]));
  const row = await store.db.conversations.get(ROOM);
  assert.deepEqual([row?.title, row?.description, row?.base.title], ['Mine', 'New', 'Theirs']);
  await push(store, () => REFUSED);
  const given = await store.db.conversations.get(ROOM);
  assert.deepEqual([given?.title, given?.local, given?.base], ['Theirs', null, undefined]);
});

test('a refused message is marked, keeps its text, and can be tried again or taken back', async () => {
  const store = await inRoom();
  const messageId = await sendMessage(store, { conversationId: ROOM, content: 'hi' });
  await push(store, () => REFUSED);
  const row = await store.db.messages.get(messageId);
  assert.deepEqual([row?.content, row?.local?.state, row?.local?.error], ['hi', 'failed', REFUSED.error]);
  assert.equal(await store.db.outbox.count(), 0);
  await retryMessage(store, messageId);
  const [entry] = await outboxOf(store);
  assert.deepEqual([entry.op, entry.entity_id, entry.fields.content], ['create', messageId, 'hi']);
  assert.equal((await store.db.messages.get(messageId))?.local?.state, 'sending');
  await push(store, () => REFUSED);
  assert.equal(await discardMessage(store, messageId), 'hi');
  assert.equal(await store.db.messages.count(), 0);
});

test('a refused message can still be edited and deleted', async () => {
  const store = await inRoom();
  const messageId = await sendMessage(store, { conversationId: ROOM, content: 'hi' });
  await push(store, () => REFUSED);
  await editMessage(store, messageId, 'better');
  assert.equal(await store.db.outbox.count(), 0);
  await retryMessage(store, messageId);
  assert.equal((await outboxOf(store))[0].fields.content, 'better');
  await push(store, () => REFUSED);
  await deleteMessage(store, messageId);
  assert.equal(await store.db.messages.count(), 0);
});

test('a refused edit gives the row back and keeps the text, whatever arrives', async () => {
  const store = await inRoom(1);
  await editMessage(store, id(1), 'mine');
  await push(store, () => REFUSED);
  await applyLog(store, packet(4, 5, [upsert('message', message({ content: 'theirs', version: 5 }))]));
  const row = await store.db.messages.get(id(1));
  assert.deepEqual([row?.content, row?.local?.state, row?.local?.content], ['theirs', 'failed', 'mine']);
  await retryMessage(store, id(1));
  const [entry] = await outboxOf(store);
  assert.deepEqual([entry.op, entry.fields.content, entry.base_version], ['update', 'mine', 5]);
  await push(store, () => REFUSED);
  assert.equal(await discardMessage(store, id(1)), 'mine');
  const after = await store.db.messages.get(id(1));
  assert.deepEqual([after?.content, after?.local], ['theirs', null]);
});

test('in a conflict the server’s row is shown, and both sides are kept for the person', async () => {
  const store = await inRoom(1);
  await editMessage(store, id(1), 'mine');
  const theirs = message({ content: 'theirs', version: 5 });
  await push(store, () => ({ status: 'conflict', row: theirs }));
  const row = await store.db.messages.get(id(1));
  assert.deepEqual(
    [row?.content, row?.local?.error?.code, row?.local?.content],
    ['theirs', 'version_conflict', 'mine'],
  );
  const [conflict] = await store.db.conflicts.toArray();
  assert.deepEqual([conflict.mine, conflict.theirs, conflict.before], [{ content: 'mine' }, theirs, 'hello']);
  await retryMessage(store, id(1));
  const [entry] = await outboxOf(store);
  assert.deepEqual([entry.resolution, entry.base_version], ['local', 5]);
  assert.equal((await store.db.conflicts.toArray()).length, 0);
});

test('a deletion that meets a newer edit gives way, and the person is told', async () => {
  const store = await inRoom(1);
  await deleteMessage(store, id(1));
  await push(store, () => ({ status: 'conflict', row: message({ content: 'edited', version: 5 }) }));
  const row = await store.db.messages.get(id(1));
  assert.deepEqual([row?.content, row?.deleted_at, row?.local], ['edited', null, null]);
  const [{ conflict, theirs }] = await listConflicts(store);
  assert.deepEqual([conflict.op, theirs.content], ['delete', 'edited']);
  await resolveConflict(store, conflict.id, 'local');
  const [entry] = await outboxOf(store);
  assert.deepEqual([entry.op, entry.resolution, entry.base_version], ['delete', 'local', 5]);
});

test('a refused reaction disappears; one that the server had under another id is not doubled', async () => {
  const store = await inRoom(1);
  await toggleReaction(store, id(1), '👍');
  await push(store, () => REFUSED);
  assert.equal(await store.db.reactions.count(), 0);
  await toggleReaction(store, id(1), '👍');
  const row = reaction({ id: id(77), user_id: ADA, version: 5 });
  await push(store, () => ({ status: 'applied', row }));
  assert.deepEqual((await reactionsFor(store, [id(1)])).get(id(1)), [{ emoji: '👍', userIds: [ADA], mine: true }]);
  assert.deepEqual(
    (await store.db.reactions.toArray()).map((one) => one.id),
    [id(77)],
  );
});

test('a contact that the server had under another id is not doubled', async () => {
  const store = await device();
  await addContact(store, { user: user() });
  const row = { id: id(66), user_id: ADA, contact_id: BOB, nickname: '', created_at: '', deleted_at: null, version: 3 };
  await push(store, () => ({ status: 'applied', row }));
  assert.deepEqual(
    (await listContacts(store)).map(({ contact }) => contact.id),
    [id(66)],
  );
});

test('people whom the server left out of a new group are not shown', async () => {
  const store = await device();
  const group = await createGroup(store, { title: 'Trip', memberIds: [BOB, CAROL] });
  const members = [ADA, BOB].map((user_id) => membership({ conversation_id: group, user_id }));
  await push(store, () => ({ status: 'applied', row: conversation({ id: group, members }) }));
  assert.deepEqual((await listMembers(store, group)).map((one) => one.membership.user_id).sort(), [ADA, BOB].sort());
});

test('when a conversation is refused, what was written into it fails with it and can be tried again', async () => {
  const store = await device();
  const group = await createGroup(store, { title: 'Trip', memberIds: [BOB] });
  const messageId = await sendMessage(store, { conversationId: group, content: 'hi' });
  await push(store, ({ entity }) =>
    entity === 'conversation' ? REFUSED : { ...REFUSED, error: { code: 'not_found', message: '?' } },
  );
  assert.equal((await getConversation(store, group))?.conversation.local?.state, 'failed');
  assert.deepEqual((await store.db.messages.get(messageId))?.local?.error, REFUSED.error);
  assert.equal(await store.db.outbox.count(), 0);
  await retryMessage(store, messageId);
  assert.deepEqual(
    (await outboxOf(store)).map(({ entity, op }) => `${entity} ${op}`),
    ['conversation create', 'message create'],
  );
});

test('what rode with a creation that was put off is not taken as refused', async () => {
  const store = await device();
  const group = await createGroup(store, { title: 'Trip', memberIds: [BOB] });
  const messageId = await sendMessage(store, { conversationId: group, content: 'hi' });
  const sent = await push(store, ({ entity }) =>
    entity === 'conversation' ? { status: 'retry', error: { code: 'internal', message: '' } } : REFUSED,
  );
  assert.equal(sent.length, 2);
  assert.equal((await store.db.messages.get(messageId))?.local?.state, 'sending');
  assert.equal((await takeBatch(store)).entries.length, 0, 'the message waits for its conversation');
  store.time.now += 60_000;
  assert.equal((await takeBatch(store)).entries.length, 2);
});

test('an entry that is put off again and again is parked alone, the rest goes on', async () => {
  const store = await inRoom();
  const bad = await sendMessage(store, { conversationId: ROOM, content: 'bad' });
  for (let round = 0; round < 9; round++) {
    await push(store, () => ({ status: 'retry', error: { code: 'internal', message: 'Oops.' } }));
    store.time.now += 120_000;
  }
  assert.deepEqual((await store.db.messages.get(bad))?.local?.error, { code: 'internal', message: 'Oops.' });
  const good = await sendMessage(store, { conversationId: ROOM, content: 'good' });
  const sent = await push(store, () => ({ status: 'applied', row: stored(good) }));
  assert.deepEqual(
    sent.map(({ entity_id }) => entity_id),
    [good],
  );
  await retryMessage(store, bad);
  assert.deepEqual(
    (await takeBatch(store)).entries.map(({ entity_id }) => entity_id),
    [bad],
  );
});

test('being asked to slow down parks nothing, and is obeyed', async () => {
  const store = await inRoom();
  const messageId = await sendMessage(store, { conversationId: ROOM, content: 'hi' });
  const slower = { code: 'rate_limited', message: '', details: { retry_after: 300 } };
  for (let round = 0; round < 20; round++) {
    const sent = await push(store, () => ({ status: 'retry', error: slower }));
    assert.equal(sent.length, 1);
    store.time.now += 299_000;
    assert.equal((await takeBatch(store)).entries.length, 0);
    store.time.now += 1_000;
  }
  assert.equal((await store.db.messages.get(messageId))?.local?.state, 'sending');
});

test('a direct conversation that is deleted is hidden until its next message', async () => {
  const store = await device();
  const direct = await openDirect(store, BOB);
  await sendMessage(store, { conversationId: direct, content: 'hi' });
  const members = [ADA, BOB].map((user_id) => membership({ conversation_id: direct, user_id }));
  const made = conversation({ id: direct, kind: 'direct', title: '', members });
  const row = stored((await store.db.messages.toArray())[0].id, { conversation_id: direct });
  await push(store, ({ entity }) => ({ status: 'applied', row: entity === 'conversation' ? made : row }));
  await deleteConversation(store, direct);
  assert.equal((await listConversations(store)).length, 0);
  await push(store, () => REFUSED);
  assert.equal((await listConversations(store)).length, 1);
  await deleteConversation(store, direct);
  await push(store, () => ({ status: 'applied', row: null }));
  assert.equal((await listConversations(store)).length, 0);
  const next = { ...arrival(2), log: `c:${direct}`, from: 0 };
  next.changes[0].row.conversation_id = direct;
  await applyLog(store, next);
  assert.equal((await listConversations(store)).length, 1);
});

test('a group that is deleted vanishes at once, comes back when refused, and is erased when confirmed', async () => {
  const store = await inRoom(2);
  await deleteConversation(store, ROOM);
  assert.equal((await listConversations(store)).length, 0);
  await push(store, () => REFUSED);
  assert.equal((await listConversations(store)).length, 1);
  await deleteConversation(store, ROOM);
  await push(store, () => ({ status: 'applied', row: null }));
  const { conversations, messages, memberships, ranges } = await contents(store);
  assert.deepEqual([conversations, messages, memberships, ranges], [[], [], [], []]);
});

test('answers about a conversation that was lost meanwhile bring nothing of it back', async () => {
  const store = await inRoom(1);
  await addMember(store, ROOM, user({ id: CAROL }));
  await updateConversation(store, ROOM, { title: 'Renamed' });
  await leaveConversation(store, ROOM);
  const { entries } = await takeBatch(store);
  await applyLog(store, {
    log: `u:${ADA}`,
    from: 0,
    to: 9,
    changes: [{ seq: 9, entity: 'conversation', entity_id: ROOM, op: 'delete', row: null }],
  });
  const rows = {
    conversation: conversation({ title: 'Renamed', version: 5 }),
    membership: membership({ left_at: '2026-11-21T12:00:00.000Z', version: 6 }),
  };
  await takeResults(
    store,
    entries,
    entries.map(({ op_id, entity }) => ({
      op_id,
      status: 'applied',
      row: rows[/** @type {keyof typeof rows} */ (entity)],
    })),
  );
  const { conversations, memberships, messages, outbox } = await contents(store);
  assert.deepEqual([conversations, memberships, messages, outbox], [[], [], [], []]);
});
