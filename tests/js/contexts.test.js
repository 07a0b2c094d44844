import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import {
  attachContext,
  attachedTo,
  createContext,
  deleteContext,
  detachContext,
  listContexts,
  noteUse,
  sift,
  tidyTags,
  updateContext,
} from '../../static/js/db/contexts.js';
import { sendMessage } from '../../static/js/db/messages.js';
import { applyLog } from '../../static/js/sync/apply.js';
import { choose, takeBatch } from '../../static/js/sync/batch.js';
import { fetchHistory } from '../../static/js/sync/history.js';
import { takeResults } from '../../static/js/sync/results.js';
import { ADA, BOB, closeDevices, device, outboxOf } from './support/device.js';
import { context, conversation, message, ROOM, roomSnapshot, upsert } from './support/rows.js';

/** @import { Change, Context, LogEntry } from '../../static/js/types.js' */

const ID = context().id;
const OWN = `u:${ADA}`;

afterEach(closeDevices);

/** @param {import('../../static/js/types.js').Entity} entity @param {string} entity_id @returns {Change} */
const gone = (entity, entity_id) => ({ seq: 0, entity, entity_id, op: 'delete', row: null });

/** @param {string} log @param {number} to @param {Change[]} changes @returns {LogEntry} */
const packet = (log, to, ...changes) => ({ log, from: to - 1, to, changes });

/** A device that holds a context of its own. @param {Partial<Context>} [more] */
async function holding(more) {
  const store = await device();
  await applyLog(store, { log: OWN, from: 0, to: 1, snapshot: true, changes: [upsert('context', context(more))] });
  return store;
}

/** @param {import('./support/device.js').Device} store */
const held = async (store) => /** @type {any} */ (await store.db.contexts.get(ID));

/** Sends what may leave, and answers each with a row. @param {import('./support/device.js').Device} store @param {any} row @param {any} [more] */
async function answer(store, row, more = {}) {
  const { entries } = await takeBatch(store, 1);
  await takeResults(store, entries, [{ op_id: entries[0].op_id, status: 'applied', row, ...more }]);
  return entries[0];
}

test('one is written, changed and found without a server', async () => {
  const store = await device();
  const id = await createContext(store, { title: 'Hours', content: 'Nine', category: 'knowledge', tags: ['Laden'] });
  await updateContext(store, id, { is_favorite: true });
  await updateContext(store, id, { content: 'Grüße' });
  const [entry] = await outboxOf(store);
  assert.deepEqual(
    [entry.op, entry.fields.content, entry.fields.is_favorite, (await outboxOf(store)).length],
    ['create', 'Grüße', true, 1],
  );
  const own = await listContexts(store);
  for (const query of ['GRUSSE', 'hours laden', ''])
    assert.equal(sift(own, { query, favorite: true, tag: 'laden' }).length, 1, query);
  assert.equal(sift(own, { query: 'hours ten' }).length, 0);
  await deleteContext(store, id);
  assert.deepEqual(await outboxOf(store), [], 'what never left needs no deletion');
});

test('tags are kept as the server keeps them', () => {
  assert.deepEqual(tidyTags([' Shop ', 'shop', '', 'the   shop']), ['Shop', 'the shop']);
});

test('uses are added up while they wait, and shown', async () => {
  const store = await holding({ usage_count: 2 });
  await noteUse(store, ID);
  await noteUse(store, ID);
  const [entry] = await outboxOf(store);
  assert.deepEqual([entry.fields, (await held(store)).usage_count], [{ times: 2 }, 4]);
});

test('a use that was answered passes nobody’s content off as seen', async () => {
  const store = await holding();
  await noteUse(store, ID);
  await updateContext(store, ID, { content: 'Never' });
  await answer(store, context({ content: 'Ten to four', usage_count: 1, version: 5 }));
  const [edit] = await outboxOf(store);
  assert.equal(edit.base_version, 1);
});

test('an edit builds upon the one before it, and a deletion too', async () => {
  const store = await holding();
  await updateContext(store, ID, { content: 'Never' });
  const { entries } = await takeBatch(store);
  await updateContext(store, ID, { title: 'Opening' });
  await deleteContext(store, ID);
  await takeResults(store, entries, [
    { op_id: entries[0].op_id, status: 'applied', row: context({ content: 'Never', version: 5 }) },
  ]);
  assert.deepEqual(
    (await outboxOf(store)).map(({ op, base_version }) => [op, base_version]),
    [['delete', 5]],
  );
});

test('content changed in two places waits for the person; the same content does not', async () => {
  const store = await holding();
  await updateContext(store, ID, { content: 'Never' });
  const theirs = context({ content: 'Ten to four', version: 5 });
  await answer(store, theirs, { status: 'conflict' });
  const [conflict] = await store.db.conflicts.toArray();
  assert.deepEqual([conflict.mine, conflict.theirs.content], [{ content: 'Never' }, 'Ten to four']);
  assert.equal((await held(store)).content, 'Ten to four');
  assert.deepEqual(await outboxOf(store), []);
});

test('an edit of what was deleted elsewhere brings all of it back', async () => {
  const store = await holding();
  await updateContext(store, ID, { title: 'Opening' });
  const tombstone = context({ title: '', content: '', tags: [], deleted_at: '2026-11-21T12:00:00.000Z', version: 5 });
  await applyLog(store, packet(OWN, 2, upsert('context', tombstone)));
  assert.deepEqual(
    [(await held(store)).title, (await held(store)).content, (await held(store)).deleted_at],
    ['Opening', 'Nine to five', null],
  );
  await answer(store, tombstone, { status: 'conflict' });
  const [again] = await outboxOf(store);
  assert.deepEqual(
    [again.fields, again.resolution, again.base_version, again.state],
    [{ title: 'Opening', content: 'Nine to five', category: 'knowledge', tags: ['shop'] }, 'local', 5, 'waiting'],
  );
  assert.equal((await held(store)).content, 'Nine to five');
});

test('to like what was deleted elsewhere brings nothing back', async () => {
  const store = await holding();
  await updateContext(store, ID, { is_favorite: true });
  const tombstone = context({ title: '', content: '', deleted_at: '2026-11-21T12:00:00.000Z', version: 5 });
  await applyLog(store, packet(OWN, 2, upsert('context', tombstone)));
  assert.deepEqual(await listContexts(store), []);
});

test('a refused one stays in the outbox, with its words', async () => {
  const store = await device();
  const id = await createContext(store, { title: 'Hours', content: 'Nine', category: 'knowledge', tags: [] });
  const error = { code: 'validation_failed', message: 'No.' };
  await answer(store, undefined, { status: 'rejected', error });
  const [entry] = await outboxOf(store);
  assert.deepEqual([entry.state, (await store.db.contexts.get(id))?.local?.state], ['parked', 'failed']);
});

test('what is attached shows at once, leaves after what it needs, and is answered with the conversation', async () => {
  const store = await holding();
  await applyLog(store, roomSnapshot(1));
  const other = await createContext(store, { title: 'New', content: '', category: 'knowledge', tags: [] });
  await attachContext(store, ROOM, ID);
  await attachContext(store, ROOM, other);
  await attachContext(store, ROOM, ID);
  assert.deepEqual(await attachedTo(store, ROOM), [ID, other]);
  await detachContext(store, ROOM, ID);
  assert.deepEqual(await attachedTo(store, ROOM), [other]);
  const [creation, attaching] = await outboxOf(store);
  assert.deepEqual(
    [creation.entity, attaching.entity, attaching.entity_id],
    ['context', 'conversation_context', other],
  );
  assert.deepEqual(choose([{ ...creation, retry_at: Infinity, state: 'parked' }, attaching], 0, 10).ready, []);
  await answer(store, context({ id: other, title: 'New', content: '', version: 7 }));
  await answer(store, { ...conversation(), context_ids: [other], version: 99 });
  assert.deepEqual(await attachedTo(store, ROOM), [other]);
  assert.deepEqual((await store.db.conversations.get(ROOM))?.context_ids, [other]);
  assert.deepEqual(await outboxOf(store), []);
});

test('a message waits for the context that it carries', async () => {
  const store = await device();
  await applyLog(store, roomSnapshot(1));
  const id = await createContext(store, { title: 'New', content: '', category: 'knowledge', tags: [] });
  await sendMessage(store, { conversationId: ROOM, content: 'See', contextIds: [id] });
  const [creation, sending] = await outboxOf(store);
  const { ready } = choose([{ ...creation, state: 'parked' }, sending], 0, 10);
  assert.deepEqual([sending.fields.context_ids, ready], [[id], []]);
});

test('what leaves together fits into a packet', async () => {
  const store = await device();
  for (const title of ['One', 'Two', 'Three', 'Four', 'Five', 'Six', 'Seven'])
    await createContext(store, { title, content: 'x'.repeat(50_000), category: 'knowledge', tags: [] });
  const first = await takeBatch(store);
  assert.equal(first.entries.length, 4);
  assert.equal((await takeBatch(store)).entries.length, 3);
});

test('another’s is held as long as a conversation shows it', async () => {
  const store = await device();
  const theirs = context({ owner_id: BOB });
  const other = ROOM.replace(/.$/, '9');
  await applyLog(store, roomSnapshot(1));
  const start = (await store.db.meta.get(`cursor:c:${ROOM}`))?.value;
  await applyLog(store, packet(`c:${ROOM}`, start + 1, upsert('context', theirs)));
  await applyLog(store, { log: `c:${other}`, from: 0, to: 1, snapshot: true, changes: [upsert('context', theirs)] });
  await applyLog(store, packet(`c:${ROOM}`, start + 2, { ...gone('context', ID), seq: start + 2 }));
  assert.deepEqual((await held(store)).shown_by, [other]);
  await applyLog(store, packet(OWN, 1, { ...gone('conversation', other), seq: 1 }));
  assert.equal(await held(store), undefined);
});

test('one’s own come by one’s own log, whatever a conversation tells of them', async () => {
  const store = await holding({ is_favorite: true });
  await applyLog(store, roomSnapshot(1));
  const start = (await store.db.meta.get(`cursor:c:${ROOM}`))?.value;
  await applyLog(store, packet(`c:${ROOM}`, start + 1, upsert('context', context({ version: 9 }))));
  await applyLog(store, packet(`c:${ROOM}`, start + 2, { ...gone('context', ID), seq: start + 2 }));
  assert.deepEqual([(await held(store)).is_favorite, (await held(store)).version], [true, 1]);
});

test('a page of history fetches what its messages carry, and only what is not held', async () => {
  const store = await device();
  await applyLog(store, roomSnapshot(1));
  /** @type {string[]} */
  const asked = [];
  const page = { messages: [message({ context_ids: [ID] })], reactions: [], oldest: 1, newest: 1 };
  const ask = async (/** @type {string} */ _method, /** @type {string} */ path) => {
    asked.push(path);
    return path.includes('/contexts') ? { contexts: [context({ owner_id: BOB })] } : page;
  };
  await fetchHistory(store, ROOM, {}, { ask });
  assert.deepEqual((await held(store)).shown_by, [ROOM]);
  await fetchHistory(store, ROOM, {}, { ask });
  assert.deepEqual(
    asked.filter((path) => path.includes('/contexts')),
    [`/conversations/${ROOM}/contexts?from=1&to=1`],
  );
});
