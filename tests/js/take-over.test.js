import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import Dexie from 'dexie';
import { saveDraft } from '../../static/js/db/drafts.js';
import { findOldDatabases, removeOldDatabase, takeOver } from '../../static/js/storage/take-over/take-over.js';
import { applyLog } from '../../static/js/sync/apply.js';
import { ADA, BOB, CAROL, closeDevices, contents, device, outboxOf } from './support/device.js';
import { id, ROOM, roomSnapshot } from './support/rows.js';

/** @type {string[]} */
const made = [];
afterEach(async () => {
  closeDevices();
  for (const name of made.splice(0)) await Dexie.delete(name);
});

/** @param {string} name @param {Object<string, any[]>} tables each by `id` */
async function older(name, tables) {
  made.push(name);
  const db = new Dexie(name);
  db.version(3).stores(Object.fromEntries(Object.keys(tables).map((table) => [table, 'id'])));
  await db.open();
  for (const [table, rows] of Object.entries(tables)) await db.table(table).bulkPut(rows);
  db.close();
}

const NOWHERE = id(999);
const QUCHAT = {
  messages: [
    { id: id(1), conversation_id: ROOM, sender_id: BOB, content: 'long there', status: 'read' },
    { id: id(500), conversation_id: ROOM, sender_id: ADA, content: 'never sent', status: 'pending' },
    { id: 'temp-17', conversationId: ROOM, senderId: ADA, text: 'nor this', status: 'queued' },
    { id: id(501), conversation_id: NOWHERE, sender_id: ADA, content: 'to nobody', status: 'pending' },
    { id: id(502), conversation_id: NOWHERE, sender_id: BOB, content: 'of a lost group', status: 'read' },
  ],
  outbox: [
    { id: 1, payload: { id: id(500), conversation_id: ROOM, content: 'never sent' } },
    { id: 2, payload: { id: id(503), conversation_id: ROOM, sender_id: ADA, content: 'only in the queue' } },
  ],
  drafts: [{ id: ROOM, content: 'half a thought' }],
  contacts: [
    { id: 1, user_id: ADA, contact_id: BOB, nickname: 'Bobby' },
    { id: 2, user_id: ADA, contact_id: 'somebody', nickname: '?' },
  ],
};

/** @param {Awaited<ReturnType<typeof device>>} store */
async function only(store) {
  const found = await findOldDatabases(store);
  assert.equal(found.length, 1);
  return found[0];
}

test('what was never sent leaves, drafts and contacts stay, and every row is accounted for before the old one goes', async () => {
  const store = await device();
  await applyLog(store, roomSnapshot(3));
  await saveDraft(store, ROOM, { content: 'already here' });
  await older('QuChatDB', QUCHAT);
  const found = await only(store);
  assert.equal(found.ours, true);
  const account = await takeOver(store, found);
  assert.deepEqual(
    { ...account, left: account.left.map((row) => row.id) },
    {
      sent: 3,
      drafts: 1,
      contacts: 1,
      held: 1,
      left: [id(502), id(501), 2],
    },
  );
  assert.deepEqual(
    (await outboxOf(store)).map(({ entity, fields }) => [entity, fields.content ?? fields.nickname]),
    [
      ['message', 'never sent'],
      ['message', 'nor this'],
      ['message', 'only in the queue'],
      ['contact', 'Bobby'],
    ],
  );
  assert.equal((await store.db.drafts.get(ROOM))?.content, 'already here\n\nhalf a thought');
  await removeOldDatabase(store, found, account);
  assert.deepEqual(await findOldDatabases(store), []);
});

test('when the tab dies in between, the next one goes on and doubles nothing', async () => {
  const store = await device();
  await applyLog(store, roomSnapshot(3));
  await older('QuChatDB', QUCHAT);
  const account = await takeOver(store, await only(store));
  const before = await contents(store);
  assert.deepEqual(await takeOver(store, await only(store)), account);
  assert.deepEqual(await contents(store), before);
});

test('when it fails half way, nothing was taken and the old one is whole', async () => {
  const store = await device();
  await applyLog(store, roomSnapshot(3));
  await older('QuChatDB', QUCHAT);
  const found = await only(store);
  const before = await contents(store);
  const fail = () => {
    throw new Error('cut');
  };
  store.db.contacts.hook('creating', fail);
  await assert.rejects(takeOver(store, found));
  store.db.contacts.hook('creating').unsubscribe(fail);
  assert.deepEqual(await contents(store), before);
  assert.deepEqual((await only(store)).rows, found.rows);
  await assert.rejects(removeOldDatabase(store, found, { sent: 0, drafts: 0, contacts: 0, held: 0, left: [] }));
});

test('a message between two people finds its conversation by who they are', async () => {
  const store = await device();
  await applyLog(store, roomSnapshot(0));
  await older('messaging_app', {
    messages: [{ id: 7, sender_id: ADA, recipient_id: BOB, content: 'to Bob', status: 'pending' }],
    meta: [{ id: 1, key: 'user_id', value: ADA }],
  });
  const account = await takeOver(store, await only(store));
  assert.equal(account.sent, 1);
  assert.deepEqual(
    (await outboxOf(store)).map(({ entity }) => entity),
    ['conversation', 'message'],
  );
});

test('what belongs to somebody else is left alone, and so is what does not say whose it is', async () => {
  const store = await device();
  await older(`QuChatDB:${CAROL}`, QUCHAT);
  await older('QuChatDB', { messages: [{ id: id(1), content: 'whose?', status: 'pending' }] });
  await older('messaging_app', { ...QUCHAT, meta: [{ id: 1, key: 'currentUser', value: { id: BOB } }] });
  const found = await findOldDatabases(store);
  assert.deepEqual(
    found.map(({ ours }) => ours),
    [false, false, false],
  );
  for (const one of found) await assert.rejects(takeOver(store, one), /somebody else/);
});
