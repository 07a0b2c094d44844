import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { addContact, renameContact } from '../../static/js/db/contacts.js';
import {
  attachContext,
  contextsById,
  createContext,
  listContexts,
  updateContext,
} from '../../static/js/db/contexts.js';
import { createGroup, listConversations, openDirect, updateConversation } from '../../static/js/db/conversations.js';
import { changeRole } from '../../static/js/db/memberships.js';
import { deleteMessage, editMessage, sendMessage } from '../../static/js/db/messages.js';
import { banMember, FOREVER, silenceMember } from '../../static/js/db/moderation.js';
import { reactionsFor, toggleReaction } from '../../static/js/db/reactions.js';
import { markRead } from '../../static/js/db/receipts.js';
import { ApiError } from '../../static/js/net/http.js';
import { connected } from './support/connected.js';
import { ADA, BOB, CAROL, closeDevices, outboxOf } from './support/device.js';
import { FakeServer } from './support/fake-server.js';
import { listMessages } from './support/messages.js';
import { user } from './support/rows.js';

after(closeDevices);

/** @typedef {Awaited<ReturnType<typeof connected>>} Connected */

const DAVE = ADA.replace(/a$/, 'd');

/** Ada and Bob in Ada's group with two messages of hers, which a backup holds. @param {(what: string) => void} [fault] */
async function backedUp(fault) {
  const server = new FakeServer();
  const ada = await connected(server, ADA, fault);
  const bob = await connected(server, BOB);
  const room = await createGroup(ada.store, { title: 'Room', memberIds: [BOB] });
  for (const content of ['1', '2']) await say(ada, room, content);
  await ada.sync();
  await bob.sync();
  return { server, ada, bob, room, saved: server.save() };
}

/** @param {Connected} person @param {string} room @param {string} content */
const say = (person, room, content) => sendMessage(person.store, { conversationId: room, content });

/** Until nobody has anything left to say. @param {...Connected} people */
async function settle(...people) {
  for (let round = 0; round < 5; round++) for (const person of people) await person.sync();
  for (const { errors, store } of people) {
    assert.deepEqual(errors, []);
    assert.deepEqual(await outboxOf(store), []);
    assert.equal(await store.db.meta.get('offering').then((row) => row?.value), undefined);
  }
}

/** @param {Connected} person @param {string} room */
const texts = async ({ store }, room) => (await listMessages(store, room)).map(({ content }) => content);

/** @param {Connected} person @param {string} room @param {string} content */
async function find({ store }, room, content) {
  const row = (await listMessages(store, room)).find((message) => message.content === content);
  assert.ok(row, `no message says ${content}`);
  return row;
}

test('what the restore lost comes back in its order, before what waits, in its last state and under its time', async () => {
  const { server, ada, bob, room, saved } = await backedUp();
  for (const content of ['3', '4', '5', '6']) await say(ada, room, content);
  await ada.sync();
  await editMessage(ada.store, (await find(ada, room, '1')).id, '1 edited');
  await editMessage(ada.store, (await find(ada, room, '4')).id, '4 edited');
  await deleteMessage(ada.store, (await find(ada, room, '2')).id);
  await deleteMessage(ada.store, (await find(ada, room, '5')).id);
  await ada.sync();
  await say(bob, room, 'Bob’s');
  await settle(ada, bob);
  const held = new Map((await listMessages(ada.store, room)).map((row) => [row.content, row]));
  await say(ada, room, 'waiting');
  await editMessage(ada.store, (await find(ada, room, '6')).id, '6 edited offline');
  server.restore(saved);
  await settle(ada, bob);
  for (const person of [ada, bob])
    assert.deepEqual(await texts(person, room), [
      '1 edited',
      '',
      '3',
      '4 edited',
      '6 edited offline',
      'waiting',
      'Bob’s',
    ]);
  for (const content of ['3', '4 edited', 'Bob’s']) {
    const row = await find(bob, room, content);
    const { created_at, edited_at } = /** @type {any} */ (held.get(content));
    assert.deepEqual([row.created_at, row.edited_at], [created_at, edited_at], content);
  }
  assert.deepEqual(await bob.store.db.offers.toArray(), []);
  assert.deepEqual(
    await ada.store.db.ranges.toArray(),
    [{ conversation_id: room, from: 1, to: 7 }],
    'the ranges of the old era say nothing',
  );
});

test('two devices of a person give back the same, once, whichever knows more', async () => {
  const { server, ada, bob, room, saved } = await backedUp();
  const tablet = await connected(server, ADA);
  await say(ada, room, '3');
  await say(ada, room, '4');
  await ada.sync();
  await tablet.sync();
  await editMessage(ada.store, (await find(ada, room, '3')).id, '3 edited');
  await ada.sync();
  server.restore(saved);
  await settle(tablet, ada, bob);
  for (const person of [ada, tablet, bob]) assert.deepEqual(await texts(person, room), ['1', '2', '3 edited', '4']);
});

for (const [when, fault] of /** @type {[string, string][]} */ ([
  ['before the server was asked what it lacks', 'reoffer'],
  ['after it was asked', 'reoffer answer'],
  ['before anything was sent', 'push'],
  ['after it was stored', 'push answer'],
])) {
  test(`a device that ends ${when} goes on where it was, and doubles nothing`, async () => {
    let broken = false;
    const { server, ada, bob, room, saved } = await backedUp((what) => {
      if (broken && what === fault) throw new ApiError({ status: 0, code: 'offline', message: '' });
    });
    for (const content of ['3', '4']) await say(ada, room, content);
    await ada.sync();
    await say(ada, room, 'waiting');
    server.restore(saved);
    broken = true;
    for (let round = 0; round < 2; round++) await ada.sync();
    assert.ok(ada.errors.length > 0, 'nothing broke, so this proves nothing');
    broken = false;
    ada.errors.length = 0;
    await settle(ada, bob);
    for (const person of [ada, bob]) assert.deepEqual(await texts(person, room), ['1', '2', '3', '4', 'waiting']);
  });
}

test('a restore in the middle of giving back changes nothing', async () => {
  const { server, ada, bob, room, saved } = await backedUp();
  for (const content of ['3', '4']) await say(ada, room, content);
  await ada.sync();
  server.restore(saved);
  await ada.pull.pull();
  server.restore(saved);
  await settle(ada, bob);
  for (const person of [ada, bob]) assert.deepEqual(await texts(person, room), ['1', '2', '3', '4']);
});

test('a group that was lost is made again, and everybody’s messages come back into it', async () => {
  const { server, ada, bob, saved } = await backedUp();
  const pond = await createGroup(ada.store, { title: 'Pond', memberIds: [BOB] });
  await say(ada, pond, 'mine');
  await ada.sync();
  await bob.sync();
  await say(bob, pond, 'theirs');
  await bob.sync();
  await ada.sync();
  await say(ada, pond, 'waiting');
  await updateConversation(ada.store, pond, { title: 'Lake' });
  server.restore(saved);
  await bob.sync();
  assert.equal(await bob.store.db.conversations.get(pond), undefined);
  await settle(ada, bob);
  for (const person of [ada, bob]) {
    assert.deepEqual(await texts(person, pond), ['mine', 'waiting', 'theirs']);
    assert.equal(
      (await listConversations(person.store)).find(({ conversation }) => conversation.id === pond)?.name,
      'Lake',
    );
  }
});

test('a direct conversation comes back with what one has said in it, and only then', async () => {
  const { server, ada, bob, saved } = await backedUp();
  const direct = await openDirect(ada.store, BOB);
  await say(ada, direct, 'hello');
  await ada.sync();
  await bob.sync();
  server.restore(saved);
  const again = server.save();
  await settle(ada);
  assert.deepEqual(await texts(ada, direct), ['hello']);
  server.restore(again);
  await settle(bob);
  assert.equal(await bob.store.db.conversations.get(direct), undefined);
});

test('a reaction comes back once its message is there again, and one taken back stays so', async () => {
  const { server, ada, bob, room } = await backedUp();
  const first = await find(bob, room, '1');
  await toggleReaction(bob.store, first.id, '👎');
  await bob.sync();
  await ada.sync();
  const saved = server.save();
  await say(ada, room, '3');
  await ada.sync();
  await bob.sync();
  const third = await find(bob, room, '3');
  await toggleReaction(bob.store, first.id, '👎');
  await toggleReaction(bob.store, first.id, '🎉');
  await toggleReaction(bob.store, third.id, '👍');
  await bob.sync();
  server.restore(saved);
  await bob.sync();
  assert.equal(await bob.store.db.offers.count(), 1);
  await settle(ada, bob);
  for (const { store } of [ada, bob]) {
    const shown = await reactionsFor(store, [first.id, third.id]);
    assert.deepEqual([shown.get(first.id)?.map(({ emoji }) => emoji), shown.get(third.id)?.length], [['🎉'], 1]);
  }
});

test('how far one had read in the lost history says nothing in the new one', async () => {
  const { server, ada, bob, room, saved } = await backedUp();
  for (const content of ['3', '4', '5']) await say(ada, room, content);
  await ada.sync();
  await bob.sync();
  await markRead(bob.store, room, 5);
  server.restore(saved);
  const { pull } = server;
  // Read on a screen that still shows the lost history: while the fresh one is fetched, and when some of it is here.
  let asked = 0;
  server.pull = (userId, body) => {
    const answer = pull.call(server, userId, body);
    // The first was told to start again.
    if (userId === BOB && ++asked === 1) void markRead(bob.store, room, 5);
    return answer;
  };
  await bob.pull.pull();
  assert.equal(asked, 1);
  await markRead(bob.store, room, 5);
  assert.equal(await bob.store.db.outbox.count(), 0);
  server.pull = pull;
  await settle(ada, bob);
  const [view] = await listConversations(bob.store);
  assert.deepEqual([view.unread, view.conversation.last_ordinal], [5, 5]);
});

test('an edit that waited over a restore does not go over a newer one unseen', async () => {
  const { server, ada, room, saved } = await backedUp();
  const { id } = await find(ada, room, '1');
  await editMessage(ada.store, id, 'mine');
  server.restore(saved);
  const tablet = await connected(server, ADA);
  await tablet.sync();
  await editMessage(tablet.store, id, 'newer');
  await tablet.sync();
  for (let round = 0; round < 2; round++) await ada.sync();
  assert.deepEqual(
    (await ada.store.db.conflicts.toArray()).map(({ mine, theirs }) => [mine.content, theirs.content]),
    [['mine', 'newer']],
  );
});

test('a reaction that was set again comes back, and a contact under its last name', async () => {
  const { server, ada, bob, room } = await backedUp();
  const first = await find(bob, room, '1');
  const contact = await addContact(bob.store, { user: user({ id: ADA }) });
  await toggleReaction(bob.store, first.id, '🎉');
  await bob.sync();
  await toggleReaction(bob.store, first.id, '🎉');
  await bob.sync();
  const saved = server.save();
  await toggleReaction(bob.store, first.id, '🎉');
  await renameContact(bob.store, contact, 'Adele');
  await bob.sync();
  server.restore(saved);
  await settle(bob, ada);
  for (const { store } of [ada, bob])
    assert.deepEqual(
      (await reactionsFor(store, [first.id])).get(first.id)?.map(({ emoji }) => emoji),
      ['🎉'],
    );
  assert.equal((await bob.store.db.contacts.get(contact))?.nickname, 'Adele');
});

test('a group comes back without those whom the server does not know any more', async () => {
  const { server, ada, bob, saved } = await backedUp();
  const pond = await createGroup(ada.store, { title: 'Pond', memberIds: [BOB, CAROL] });
  const direct = await openDirect(ada.store, CAROL);
  await say(ada, pond, 'mine');
  await say(ada, direct, 'for Carol alone');
  await ada.sync();
  server.restore(saved);
  server.unknown.add(CAROL);
  await settle(ada, bob);
  for (const person of [ada, bob]) assert.deepEqual(await texts(person, pond), ['mine']);
  assert.deepEqual([...(server.members.get(pond) ?? [])], [ADA, BOB]);
  assert.equal((await ada.store.db.drafts.get(direct))?.content, 'for Carol alone');
});

test('contexts come back as they were last, with what they were attached to, before the messages that carry them', async () => {
  const { server, ada, room } = await backedUp();
  const fields = { content: 'Nine to five', category: /** @type {const} */ ('knowledge'), tags: [] };
  const held = await createContext(ada.store, { title: 'Held', ...fields });
  await ada.sync();
  const saved = server.save();
  const lost = await createContext(ada.store, { title: 'Lost', ...fields });
  await updateContext(ada.store, held, { title: 'Changed', content: 'Ten to four' });
  await attachContext(ada.store, room, lost);
  await sendMessage(ada.store, { conversationId: room, content: 'See', contextIds: [lost] });
  await settle(ada);
  server.restore(saved);
  await settle(ada);
  assert.deepEqual(new Set((await listContexts(ada.store)).map(({ title }) => title)), new Set(['Lost', 'Changed']));
  assert.equal((await contextsById(ada.store, [held])).get(held)?.content, 'Ten to four');
  assert.deepEqual((await ada.store.db.conversations.get(room))?.context_ids, [lost]);
  assert.deepEqual((await find(ada, room, 'See')).context_ids, [lost]);
  const order = server.entries(`u:${ADA}`).filter(({ entity }) => entity === 'context');
  assert.ok(order.some(({ entity_id }) => entity_id === lost));
});

/** Somebody's membership as the server has it. @param {FakeServer} server @param {string} room @param {string} userId */
const memberOf = (server, room, userId) => server.row(`c:${room}`, 'membership', userId);

test('what moderators did themselves is done again, once, and nothing of what others did', async () => {
  const server = new FakeServer();
  const ada = await connected(server, ADA);
  const bob = await connected(server, BOB);
  const carol = await connected(server, CAROL);
  const room = await createGroup(ada.store, { title: 'Room', memberIds: [BOB, CAROL, DAVE] });
  await ada.sync();
  for (const person of [bob, carol]) await person.sync();
  await say(bob, room, 'nasty');
  await bob.sync();
  const saved = server.save();
  await ada.sync();
  await deleteMessage(ada.store, (await find(ada, room, 'nasty')).id);
  await silenceMember(ada.store, room, BOB, FOREVER, 'Nasty');
  await banMember(ada.store, room, DAVE, true, 'Spam');
  await changeRole(ada.store, room, CAROL, 'moderator');
  await ada.sync();
  await carol.sync();
  const tablet = await connected(server, ADA);
  await tablet.sync();
  const deeds = async (/** @type {string} */ restored) => {
    assert.deepEqual([memberOf(server, room, BOB).silenced_until, server.members.get(room)?.has(DAVE)], [null, true]);
    return restored;
  };
  server.restore(saved);
  await deeds('everything is forgotten');
  await settle(carol, bob, tablet);
  await deeds('and nobody else does it, nor a device that has heard of it in a snapshot');
  await settle(ada, tablet, carol, bob);
  const { silenced_until, sanction_reason } = memberOf(server, room, BOB);
  assert.deepEqual([silenced_until, sanction_reason], [FOREVER, 'Nasty']);
  const { banned_at, left_at } = memberOf(server, room, DAVE);
  assert.ok(banned_at && left_at);
  assert.equal(memberOf(server, room, CAROL).role, 'moderator');
  const [message] = await listMessages(bob.store, room);
  assert.deepEqual([message.content, message.meta], ['', { removed_by: 'moderator' }]);
  assert.deepEqual(await ada.store.db.offers.toArray(), []);
});

test('what was decided since the restore stands, and who may not decide any more decides nothing', async () => {
  const { server, ada, bob, room, saved } = await backedUp();
  await silenceMember(ada.store, room, BOB, FOREVER);
  await ada.sync();
  server.restore(saved);
  server.write(`c:${room}`, 'membership', ADA, (version) => ({
    ...memberOf(server, room, ADA),
    role: 'member',
    version,
  }));
  await settle(ada, bob);
  assert.equal(memberOf(server, room, BOB).silenced_until, null);
});
