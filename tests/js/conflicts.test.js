import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { listConflicts, resolveConflict } from '../../static/js/db/conflicts.js';
import { updateConversation } from '../../static/js/db/conversations.js';
import { deleteMessage, editMessage, sendMessage } from '../../static/js/db/messages.js';
import { setConversationSettings } from '../../static/js/db/settings.js';
import { mergeTexts, passages } from '../../static/js/lib/merge.js';
import { applyLog } from '../../static/js/sync/apply.js';
import { takeBatch } from '../../static/js/sync/batch.js';
import { takeResults } from '../../static/js/sync/results.js';
import { closeDevices, outboxOf } from './support/device.js';
import { inRoom } from './support/room.js';
import { conversation, id, message, packet, ROOM, upsert } from './support/rows.js';

/** @import { OutboxEntry, PushResult, Store } from '../../static/js/types.js' */

after(closeDevices);

/** Sends what may leave and answers each op. @param {Store} store @param {(entry: OutboxEntry) => Omit<PushResult, 'op_id'>} answer */
async function push(store, answer) {
  const { entries } = await takeBatch(store);
  const results = entries.map((entry) => ({ op_id: entry.op_id, ...answer(entry) }));
  await takeResults(store, entries, results);
}

/** An edit of Ada's that met another. @param {string} mine @param {Partial<import('../../static/js/types.js').Message>} theirs */
async function edited(mine, theirs) {
  const store = await inRoom(1);
  await editMessage(store, id(1), mine);
  await push(store, () => ({ status: 'conflict', row: message({ version: 5, ...theirs }) }));
  return store;
}

/** @param {Store} store @param {string} content @param {number} version */
const takeEdit = (store, content, version) =>
  applyLog(store, packet(4, version, [upsert('message', message({ content, version }))]));

test('a conflict shows what the server has now, and the decision is based on that', async () => {
  const store = await edited('mine', { content: 'theirs' });
  await takeEdit(store, 'theirs again', 6);
  const [{ conflict, fields }] = await listConflicts(store);
  assert.deepEqual(fields, [{ name: 'content', mine: 'mine', theirs: 'theirs again', before: 'hello' }]);
  await resolveConflict(store, conflict.id, 'merge', { content: 'both' });
  const [entry] = await outboxOf(store);
  assert.deepEqual([entry.fields, entry.base_version, entry.resolution], [{ content: 'both' }, 6, 'merge']);
  assert.deepEqual(await listConflicts(store), []);
  const row = await store.db.messages.get(id(1));
  assert.deepEqual([row?.content, row?.local?.state], ['both', 'sending']);
});

test('a decision that meets another edit is a conflict again; deciding twice is deciding once', async () => {
  const store = await edited('mine', { content: 'theirs' });
  const [{ conflict }] = await listConflicts(store);
  await resolveConflict(store, conflict.id, 'local');
  await resolveConflict(store, conflict.id, 'cloud');
  await push(store, () => ({ status: 'conflict', row: message({ content: 'later', version: 7 }) }));
  const [again] = await listConflicts(store);
  assert.deepEqual([again.fields[0].mine, again.fields[0].theirs], ['mine', 'later']);
  await resolveConflict(store, again.conflict.id, 'cloud');
  const row = await store.db.messages.get(id(1));
  assert.deepEqual([row?.content, row?.local, await outboxOf(store)], ['later', null, []]);
});

test('where both say the same, or nobody has changed what was seen, there is no conflict', async () => {
  const same = await edited('mine', { content: ' mine\n' });
  assert.deepEqual([await listConflicts(same), await outboxOf(same)], [[], []]);
  const renumbered = await edited('mine', { content: 'hello', version: 9 });
  const [entry] = await outboxOf(renumbered);
  assert.deepEqual([entry.state, entry.base_version, entry.fields.content], ['waiting', 9, 'mine']);
  const settled = await edited('mine', { content: 'theirs' });
  await takeEdit(settled, 'mine', 6);
  assert.deepEqual(await listConflicts(settled), []);
});

test('an answer that says something else than was sent tells of a later change; one of a repeated op does not', async () => {
  for (const status of /** @type {const} */ (['applied', 'duplicate'])) {
    const store = await inRoom(1);
    await updateConversation(store, ROOM, { title: 'Mine', description: 'Both' });
    await push(store, () => ({
      status,
      row: conversation({ title: 'Theirs', description: '  Both ', version: 6, last_seq: 6 }),
    }));
    const found = await listConflicts(store);
    const expected = [{ name: 'title', mine: 'Mine', theirs: 'Theirs', before: 'Room' }];
    assert.deepEqual(
      found.map(({ fields }) => fields),
      status === 'applied' ? [expected] : [],
    );
    for (const { conflict } of found) await resolveConflict(store, conflict.id, 'local');
    if (found.length > 0) assert.deepEqual((await outboxOf(store))[0].fields, { title: 'Mine' });
  }
});

test('a value that was changed again meanwhile, or is written in another way, was not lost', async () => {
  const store = await inRoom(1);
  await setConversationSettings(store, ROOM, { archived: true, muted_until: '2026-11-22T10:00:00Z' });
  const { entries } = await takeBatch(store);
  await setConversationSettings(store, ROOM, { archived: false });
  const row = {
    conversation_id: ROOM,
    archived: false,
    muted_until: '2026-11-22T10:00:00.000Z',
    notify: 'all',
    version: 3,
  };
  await takeResults(store, entries, [
    { op_id: entries[0].op_id, status: 'applied', row: { ...row, hidden_ordinal: null } },
  ]);
  assert.deepEqual(await store.db.conflicts.toArray(), []);
});

test('what was deleted elsewhere while a conflict was open comes back only unaware of it', async () => {
  const store = await edited('mine', { content: 'theirs' });
  const gone = message({ content: '', deleted_at: '2026-11-21T12:00:00.000Z', version: 8 });
  await applyLog(store, packet(4, 8, [upsert('message', gone)]));
  const [{ conflict, theirs }] = await listConflicts(store);
  assert.ok(theirs.deleted_at);
  await resolveConflict(store, conflict.id, 'local');
  assert.equal((await outboxOf(store))[0].base_version, 5);
});

test('a deletion gives way to an edit, but not to a mere number', async () => {
  const store = await inRoom(1);
  await deleteMessage(store, id(1));
  await push(store, () => ({ status: 'conflict', row: message({ version: 9 }) }));
  const [entry] = await outboxOf(store);
  assert.deepEqual([entry.op, entry.base_version, await listConflicts(store)], ['delete', 9, []]);
});

test('two texts become one, word by word', () => {
  const before = 'I will look tomorrow';
  const cases = /** @type {[string, string, string, string, number][]} */ ([
    ['I will look tomorrow, after school', before, 'I shall look tomorrow', 'I shall look tomorrow, after school', 0],
    ['Pond of 10b', 'Pond', 'Frog Pond', 'Frog Pond of 10b', 0],
    ['I will look today', before, 'I will look on Monday', 'I will look today on Monday', 1],
    ['same', 'before', 'same', 'same', 0],
    ['', 'before', 'theirs', 'theirs', 1],
    ['明日学校で見る', '明日見る', '明日見た', '明日学校で見た', 0],
    ['constructor __proto__ x', 'constructor __proto__', 'a constructor __proto__', 'a constructor __proto__ x', 0],
  ]);
  for (const [mine, start, theirs, merged, clashes] of cases) {
    const result = mergeTexts(mine, start, theirs);
    assert.deepEqual([result.text, result.clashes.length], [merged, clashes]);
  }
  assert.deepEqual(passages('the weather is good.', 'it does not rain.'), [
    { gone: 'the weather is good', come: 'it does not rain' },
    { same: '.' },
  ]);
});

test('a long text is no reason to wait', () => {
  const long = Array.from({ length: 1_600 }, (_, n) => `word${n % 40}${n % 8 ? '' : '.'}`).join(' ');
  const { text } = mergeTexts(`${long} End.`, long, `Begin. ${long}`);
  assert.equal(text, `Begin. ${long} End.`);
});

test('what follows on a message that was edited elsewhere meanwhile does not go over that unseen', async () => {
  for (const way of /** @type {const} */ (['duplicate', 'packet'])) {
    for (const [content, base] of /** @type {const} */ ([
      ['first', 9],
      ['changed on another device', 0],
    ])) {
      const store = await inRoom(1);
      const own = await sendMessage(store, { conversationId: ROOM, content: 'first' });
      const { entries } = await takeBatch(store);
      await editMessage(store, own, 'second');
      const edited_at = content === 'first' ? null : '2026-01-01T00:00:09.000Z';
      const row = message({ id: own, ordinal: 2, version: 9, content, edited_at });
      if (way === 'packet') await applyLog(store, packet(3, 9, [upsert('message', row)]));
      else await takeResults(store, entries, [{ op_id: entries[0].op_id, status: 'duplicate', row }]);
      const [edit] = await outboxOf(store);
      assert.deepEqual([edit.op, edit.fields.content, edit.base_version], ['update', 'second', base], way);
    }
  }
});
