import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import * as library from 'dexie';
import { eraseConversation } from '../../../static/js/db/erase.js';
import { deleteMessage, editMessage, sendMessage } from '../../../static/js/db/messages.js';
import { atomically } from '../../../static/js/db/store.js';
import { createSearch } from '../../../static/js/search/service.js';
import { applyLog, applyLogs } from '../../../static/js/sync/apply.js';
import { ADA, BOB, closeDevices, device, until } from '../support/device.js';
import { arrival, id, message, packet, ROOM, roomSnapshot, upsert } from '../support/rows.js';

/** @import { Message, Store } from '../../../static/js/types.js' */
/** @import { Found, Search } from '../../../static/js/search/service.js' */

/** @type {Search[]} */
const open = [];
after(() => {
  for (const search of open.splice(0)) search.stop();
  closeDevices();
});

/** A device with a room, and its search. @param {Store} store */
async function searching(store) {
  /** @type {{last: Found|null}} */
  const heard = { last: null };
  const hear = (/** @type {Found} */ found) => {
    heard.last = found;
  };
  const search = createSearch(store.db, library, hear, { rest: 0 });
  open.push(search);
  await search.ready;
  let number = 0;
  /** @param {string} words @param {Object<string, any>} [more] */
  const ask = async (words, more = {}) => {
    await search.ask({ words, limit: 50, number: ++number, ...more });
    return /** @type {Found} */ (heard.last);
  };
  return { heard, ask, texts: () => heard.last?.hits.map(({ excerpt }) => excerpt) ?? [] };
}

/** @param {Partial<Message>[]} rows those of a room from its first message on */
async function roomWith(rows) {
  const store = await device();
  await applyLog(store, roomSnapshot());
  const entries = rows.map((row, at) => arrival(at + 1, row));
  await applyLogs(store, entries);
  return store;
}

/** @param {number} minutes */
const at = (minutes) => new Date(Date.UTC(2026, 10, 21, 12, minutes)).toISOString();

test('the newest come first, by the server’s time and not by their ids', async () => {
  const store = await roomWith([
    { content: 'frog one', created_at: at(1), id: id(9) },
    { content: 'frog two', created_at: at(3), id: id(1) },
    { content: 'frog three', created_at: at(2), id: id(5) },
  ]);
  const { ask, texts } = await searching(store);
  const found = await ask('frog');
  assert.deepEqual(texts(), ['frog two', 'frog three', 'frog one']);
  assert.deepEqual([found.total, found.complete, found.size], [3, true, 3]);
  assert.deepEqual(
    (await ask('frog', { limit: 1 })).hits.map(({ ordinal }) => ordinal),
    [2],
  );
});

test('filters: conversation, person, days, links', async () => {
  const store = await roomWith([
    { content: 'frog of Bob', created_at: at(1) },
    { content: 'frog of Ada, see https://example.org', sender_id: ADA, created_at: at(2) },
    { content: 'frog late', created_at: at(9) },
  ]);
  const { ask, texts } = await searching(store);
  await ask('frog', { senderId: ADA });
  assert.deepEqual(texts(), ['frog of Ada, see https://example.org']);
  await ask('', { has: ['link'] });
  assert.deepEqual(texts(), ['frog of Ada, see https://example.org']);
  await ask('frog', { after: Date.parse(at(2)), before: Date.parse(at(9)) });
  assert.deepEqual(texts(), ['frog of Ada, see https://example.org']);
  assert.equal((await ask('frog', { conversationIds: [] })).total, 0);
  assert.equal((await ask('frog', { conversationIds: [ROOM] })).total, 3);
  assert.equal((await ask('')).total, 0);
  assert.equal((await ask('?!', { has: ['link'] })).total, 0);
});

test('what is written here is found before it is sent; what is edited, under its new words; what is deleted, no more', async () => {
  const store = await roomWith([{ content: 'the pond', sender_id: ADA }]);
  const { heard, ask, texts } = await searching(store);
  await ask('frog');
  assert.deepEqual(texts(), []);
  const sent = await sendMessage(store, { conversationId: ROOM, content: 'a frog' });
  await until(() => texts().includes('a frog'));
  assert.equal(heard.last?.hits[0].ordinal, null);
  await editMessage(store, id(1), 'the frog in the pond');
  await until(() => texts().length === 2);
  await deleteMessage(store, sent);
  await until(() => texts().join() === 'the frog in the pond');
  await editMessage(store, id(1), 'the toad');
  await until(() => texts().length === 0);
});

test('a pull of many changes leaves nothing behind: new, edited, deleted', async () => {
  const store = await roomWith([]);
  await applyLog(store, roomSnapshot(50));
  const { ask, texts } = await searching(store);
  assert.equal((await ask('hello')).total, 50);
  /** @param {number} ordinal @param {Partial<Message>} fields */
  const change = (ordinal, fields) =>
    upsert('message', message({ ordinal, version: ordinal + 100, content: 'frog', ...fields }));
  const edited = Array.from({ length: 30 }, (_, index) => change(index + 1, { edited_at: at(1) }));
  const deleted = Array.from({ length: 20 }, (_, index) => change(index + 31, { content: '', deleted_at: at(1) }));
  const fresh = Array.from({ length: 40 }, (_, index) => change(index + 51, {}));
  await ask('frog');
  await applyLog(store, packet(53, 190, [...edited, ...deleted, ...fresh]));
  await until(() => texts().length === 50);
  assert.equal((await ask('frog')).total, 70);
  assert.equal((await ask('hello')).total, 0);
});

test('messages of a conversation that is lost are found no more', async () => {
  const store = await roomWith([{ content: 'frog' }, { content: 'frog' }]);
  const { ask, heard } = await searching(store);
  assert.equal((await ask('frog')).total, 2);
  await atomically(store, () => eraseConversation(store, ROOM));
  await until(() => heard.last?.total === 0);
});

test('sentences of the system, deleted and empty messages are not found', async () => {
  const store = await roomWith([
    { content: 'Bob renamed the frog', role: 'system', sender_id: BOB },
    { content: '', deleted_at: at(1) },
    { content: 'frog' },
  ]);
  const { ask } = await searching(store);
  const found = await ask('frog');
  assert.deepEqual([found.total, found.size], [1, 1]);
});

test('an answer to a question that was replaced meanwhile is not told', async () => {
  const store = await roomWith([{ content: 'frog' }, { content: 'toad' }]);
  /** @type {number[]} */
  const told = [];
  const search = createSearch(store.db, library, ({ number }) => void told.push(number));
  open.push(search);
  await search.ready;
  await Promise.all([
    search.ask({ words: 'frog', limit: 50, number: 1 }),
    search.ask({ words: 'toad', limit: 50, number: 2 }),
  ]);
  assert.deepEqual(told, [2]);
});
