import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { createGroup, listConversations, openDirect, updateConversation } from '../../static/js/db/conversations.js';
import { getDraft } from '../../static/js/db/drafts.js';
import { editMessage, sendMessage } from '../../static/js/db/messages.js';
import { allCursors } from '../../static/js/db/meta.js';
import { toggleReaction } from '../../static/js/db/reactions.js';
import { applyLog } from '../../static/js/sync/apply.js';
import { fetchHistory } from '../../static/js/sync/history.js';
import { connected } from './support/connected.js';
import { ADA, BOB, closeDevices, contents, device, outboxOf } from './support/device.js';
import { FakeServer } from './support/fake-server.js';
import { listMessages } from './support/messages.js';
import { contact, conversation, id, message, ROOM, reaction, roomSnapshot, upsert } from './support/rows.js';

after(closeDevices);

/** Ada's and Bob's devices, in a group that Ada made, with some messages of hers. @param {number} [count] */
async function group(count = 0) {
  const server = new FakeServer();
  const ada = await connected(server, ADA);
  const bob = await connected(server, BOB);
  const room = await createGroup(ada.store, { title: 'Room', memberIds: [BOB] });
  for (let n = 1; n <= count; n++) await sendMessage(ada.store, { conversationId: room, content: `${n}` });
  await ada.sync();
  server.published.length = 0;
  return { server, ada, bob, room };
}

/** @param {import('../../static/js/types.js').Store} store @param {string} room */
const texts = async (store, room) => (await listMessages(store, room)).map((row) => row.content);

test('a new device gets everything, the newest fifty of each conversation', async () => {
  const { bob, room } = await group(120);
  await bob.sync();
  assert.deepEqual(bob.errors, []);
  assert.equal(await bob.store.db.messages.count(), 50);
  assert.deepEqual(await bob.store.db.ranges.toArray(), [{ conversation_id: room, from: 71, to: 120 }]);
  const [view] = await listConversations(bob.store);
  assert.deepEqual([view.name, view.unread, view.lastMessage?.preview], ['Room', 120, '120']);
});

test('a long absence is caught up page by page', async () => {
  const { server, ada, bob, room } = await group();
  await bob.sync();
  server.tooFar = 5_000;
  for (let n = 0; n < 1_200; n++) {
    server.push(ADA, {
      ops: [
        /** @type {any} */ ({
          op_id: `op${n}`,
          entity: 'message',
          op: 'create',
          entity_id: message({ ordinal: n }).id,
          fields: { conversation_id: room, content: `${n}` },
        }),
      ],
    });
  }
  await bob.sync();
  assert.equal(await bob.store.db.messages.count(), 1_200);
  assert.deepEqual(await bob.store.db.ranges.toArray(), [{ conversation_id: room, from: 1, to: 1_200 }]);
  assert.equal((await allCursors(bob.store))[`c:${room}`], server.seq(`c:${room}`));
  assert.ok(ada);
});

test('too far behind: what is known stays, and what changed is renewed', async () => {
  const { server, ada, bob, room } = await group(70);
  await bob.sync();
  server.tooFar = 20;
  const [first] = await listMessages(bob.store, room);
  await editMessage(ada.store, first.id, 'edited');
  for (let n = 71; n <= 140; n++) await sendMessage(ada.store, { conversationId: room, content: `${n}` });
  await ada.sync();
  await bob.sync();
  assert.equal((await bob.store.db.messages.get(first.id))?.content, 'edited');
  assert.deepEqual(await bob.store.db.ranges.toArray(), [{ conversation_id: room, from: 21, to: 140 }]);
});

test('a hole is noted, nothing is listed beyond it, and older pages fill it', async () => {
  const store = await device();
  const page = (/** @type {number} */ from, /** @type {number} */ to) =>
    Array.from({ length: to - from + 1 }, (_, n) => message({ ordinal: from + n, version: from + n + 3 }));
  await applyLog(store, roomSnapshot(10));
  const head = { last_ordinal: 90, message_count: 90 };
  const newest = page(41, 90).map((row) => upsert('message', row));
  await applyLog(store, { log: `c:${ROOM}`, from: 13, to: 93, snapshot: true, changes: newest, head });
  assert.deepEqual(
    (await store.db.ranges.toArray()).map(({ from, to }) => [from, to]),
    [
      [1, 10],
      [41, 90],
    ],
  );
  assert.equal((await listMessages(store, ROOM, { from: 1 }))[0].ordinal, 41);
  assert.deepEqual(
    (await listMessages(store, ROOM, { to: 8, limit: 3 })).map((row) => row.ordinal),
    [6, 7, 8],
  );
  assert.deepEqual(await listMessages(store, ROOM, { to: 30 }), []);

  /** @type {string[]} */
  const asked = [];
  const ask = async (/** @type {string} */ _method, /** @type {string} */ path) => {
    asked.push(path);
    return { messages: page(11, 40), reactions: [reaction({ version: 50 })], oldest: 11, newest: 40 };
  };
  assert.deepEqual(await fetchHistory(store, ROOM, { before: 41 }, { ask }), { oldest: 11, newest: 40 });
  assert.deepEqual(asked, [`/messages/${ROOM}?limit=100&before=41`]);
  assert.equal((await listMessages(store, ROOM, { limit: 100 })).length, 90);
  assert.equal(await store.db.reactions.count(), 1);
});

test('a conversation that is only here is not asked about', async () => {
  const store = await device();
  const direct = await openDirect(store, BOB);
  const ask = async () => assert.fail('asked');
  assert.equal(await fetchHistory(store, direct, { before: 1 }, { ask }), null);
});

test('a lost conversation is erased, and what was not sent stays as a draft', async () => {
  const { server, bob, room } = await group(3);
  await bob.sync();
  const [first] = await listMessages(bob.store, room);
  await toggleReaction(bob.store, first.id, '👍');
  await sendMessage(bob.store, { conversationId: room, content: 'never' });
  await sendMessage(bob.store, { conversationId: room, content: 'sent' });
  server.members.get(room)?.delete(BOB);
  await bob.pull.pull();
  const { messages, conversations, memberships, reactions, outbox, ranges, drafts } = await contents(bob.store);
  assert.deepEqual([messages, conversations, memberships, reactions, outbox, ranges], [[], [], [], [], [], []]);
  assert.equal(drafts[0].content, 'never\n\nsent');
  assert.deepEqual(Object.keys(await allCursors(bob.store)), [`u:${BOB}`]);
  server.members.get(room)?.add(BOB);
  await bob.sync();
  assert.deepEqual(await texts(bob.store, room), ['1', '2', '3']);
  assert.equal((await getDraft(bob.store, room))?.content, 'never\n\nsent');
});

test('a group that was heard of, never fetched, and deleted long before one comes back is gone', async () => {
  const server = new FakeServer();
  server.tooFar = 0;
  const ada = await connected(server, ADA);
  const bob = await connected(server, BOB);
  const kept = await createGroup(bob.store, { title: 'Kept', memberIds: [ADA] });
  await bob.sync();
  await ada.sync();
  const own = `u:${ADA}`;
  const gone = conversation({ id: id(5), title: 'Gone' });
  const heard = { ...upsert('conversation', gone), seq: server.seq(own) + 1 };
  await applyLog(ada.store, { log: own, from: server.seq(own), to: server.seq(own) + 1, changes: [heard] });
  assert.equal((await listConversations(ada.store)).length, 2);
  // It was deleted meanwhile, and much else happened.
  for (const _ of [1, 2, 3]) server.write(own, 'contact', id(7), (version) => contact({ id: id(7), version }));
  await ada.sync();
  assert.deepEqual(
    (await listConversations(ada.store)).map(({ conversation: { id: one } }) => one),
    [kept],
  );
  assert.deepEqual(
    Object.keys(await allCursors(ada.store)).filter((log) => log.endsWith(id(5))),
    [],
  );
  assert.deepEqual(ada.errors, []);
});

test('lost and gained again in one pull: nothing of before is left, nothing waits', async () => {
  const store = await device();
  await applyLog(store, roomSnapshot(1));
  await editMessage(store, id(1), 'mine');
  await updateConversation(store, ROOM, { title: 'Mine' });
  const gone = {
    seq: 1,
    entity: /** @type {const} */ ('conversation'),
    entity_id: ROOM,
    op: /** @type {const} */ ('delete'),
    row: null,
  };
  const back = upsert('conversation', conversation());
  await applyLog(store, { log: `u:${store.userId}`, from: 0, to: 2, changes: [gone, back] });
  const home = await store.db.conversations.get(ROOM);
  assert.deepEqual([home?.title, home?.local], ['Room', null]);
  await applyLog(store, roomSnapshot(1));
  const [row] = await listMessages(store, ROOM);
  assert.deepEqual([row.content, row.local, (await getDraft(store, ROOM))?.content], ['hello', null, 'mine']);
});

test('after a restore: everything comes afresh, what the server no longer has is gone, what waits is kept', async () => {
  const { server, ada, bob, room } = await group(60);
  await bob.sync();
  await ada.sync();
  await sendMessage(ada.store, { conversationId: room, content: '61' });
  await ada.sync();
  const saved = server.save();
  const renamed = (await listMessages(ada.store, room)).at(-1);
  await editMessage(ada.store, /** @type {any} */ (renamed).id, 'edited');
  for (const content of ['lost 1', 'lost 2']) await sendMessage(ada.store, { conversationId: room, content });
  const gone = await createGroup(ada.store, { title: 'Gone', memberIds: [BOB] });
  await ada.sync();
  await bob.sync();
  await sendMessage(bob.store, { conversationId: room, content: 'waiting' });
  const [old] = await listMessages(ada.store, room, { to: 11 });
  await editMessage(ada.store, old.id, 'edited offline');
  server.restore(saved);
  await bob.pull.pull();
  assert.deepEqual(bob.errors, []);
  assert.deepEqual((await texts(bob.store, room)).slice(-3), ['60', '61', 'waiting']);
  assert.equal(await bob.store.db.conversations.get(gone), undefined);
  assert.deepEqual(
    (await outboxOf(bob.store)).map(({ fields }) => fields.content),
    ['waiting'],
  );
  assert.deepEqual(await bob.store.db.ranges.toArray(), [{ conversation_id: room, from: 12, to: 61 }]);
  await bob.sync();
  assert.deepEqual((await texts(bob.store, room)).slice(-2), ['61', 'waiting']);
  assert.equal((await outboxOf(bob.store)).length, 0);
  await ada.pull.pull();
  const kept = await ada.store.db.messages.get(old.id);
  assert.deepEqual(
    [kept?.content, kept?.local?.state],
    ['edited offline', 'sending'],
    'beyond the newest page, but waiting',
  );
});

test('after a restore rows are taken although their numbers are smaller', async () => {
  const { server, ada, bob, room } = await group(2);
  await bob.sync();
  const saved = server.save();
  const [first] = await listMessages(ada.store, room);
  for (const content of ['a', 'b', 'c']) {
    await ada.sync();
    await editMessage(ada.store, first.id, content);
  }
  await ada.sync();
  await bob.sync();
  server.restore(saved);
  await bob.sync();
  assert.deepEqual(await texts(bob.store, room), ['1', '2']);
});

test('an answer from another history is not mixed with what is held', async () => {
  const { server, bob, room } = await group(2);
  await bob.sync();
  const saved = server.save();
  for (const [key, row] of saved.rows) if (key.includes('/message/')) row.content = 'other';
  server.restore(saved);
  const { pull } = server;
  // A server that does not compare epochs itself.
  server.pull = (userId, { epoch: _epoch, ...body }) => pull.call(server, userId, body);
  await bob.pull.pull();
  assert.equal((await bob.store.db.meta.get('era'))?.value, 1);
  assert.deepEqual(await texts(bob.store, room), ['other', 'other']);
});

test('a server that answers every pull with a reset is not asked for ever', async () => {
  const { server, bob } = await group(1);
  await bob.sync();
  let asked = 0;
  server.pull = () => {
    asked += 1;
    throw Object.assign(new Error(), { status: 409, code: 'reset' });
  };
  await bob.pull.pull();
  assert.equal(asked, 2);
  assert.equal(bob.errors.length, 1);
});

test('a failing pull is tried again, later and later, and not while signed out', async () => {
  let status = 0;
  const server = new FakeServer();
  const ada = await connected(server, ADA, () => {
    if (status >= 0) throw Object.assign(new Error(), { status });
  });
  await ada.pull.pull();
  assert.deepEqual(ada.clock.waits, [750]);
  await ada.pass(750);
  assert.deepEqual(ada.clock.waits, [1_500]);
  status = 401;
  await ada.pass(1_500);
  assert.deepEqual(ada.clock.waits, []);
  status = -1;
  await ada.pull.pull();
  assert.deepEqual(ada.clock.waits, []);
});
