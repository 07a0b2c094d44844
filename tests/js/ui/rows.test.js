import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rowsOf } from '../../../static/js/ui/timeline/rows.js';

const DAY = 86_400_000;
const NOON = new Date(2026, 10, 21, 12).getTime();

/** @param {number} ordinal @param {Object<string, any>} [more] @returns {any} */
const message = (ordinal, more = {}) => ({
  id: `m${ordinal}`,
  ordinal,
  sender_id: 'ada',
  role: 'user',
  reply_to: null,
  created_at: new Date(NOON + ordinal * 1000).toISOString(),
  ...more,
});

/** @param {any[]} messages @param {number|null} [firstUnread] */
const shape = (messages, firstUnread = null) =>
  rowsOf(messages, firstUnread).map((row) =>
    row.type === 'message' ? `${row.first ? '[' : ''}${row.message.id}${row.last ? ']' : ''}` : row.type,
  );

test('messages of one author close together are one group', () => {
  assert.deepEqual(shape([message(1), message(2), message(3)]), ['day', '[m1', 'm2', 'm3]']);
});

test('another author, an answer, a pause and a system message begin a new group', () => {
  const late = new Date(NOON + 3_600_000).toISOString();
  assert.deepEqual(
    shape([
      message(1),
      message(2, { sender_id: 'ben' }),
      message(3, { sender_id: 'ben', reply_to: 'm1' }),
      message(4, { sender_id: 'ben', created_at: late }),
      message(5, { sender_id: 'ben', created_at: late, role: 'system' }),
    ]),
    ['day', '[m1]', '[m2]', '[m3]', '[m4]', '[m5]'],
  );
});

test('each day has its divider, and begins a group', () => {
  const tomorrow = new Date(NOON + DAY).toISOString();
  assert.deepEqual(shape([message(1), message(2, { created_at: tomorrow })]), ['day', '[m1]', 'day', '[m2]']);
});

test('the unread divider stands before the first unread message', () => {
  assert.deepEqual(shape([message(1), message(2), message(3)], 2), ['day', '[m1]', 'unread', '[m2', 'm3]']);
});

test('keys of rows are unique, so that rows are moved and not made anew', () => {
  const rows = rowsOf([message(1), message(2, { sender_id: 'ben' }), message(3)], 3);
  assert.equal(new Set(rows.map(({ key }) => key)).size, rows.length);
});

test('where messages are not held a hole stands, and a group never reaches across it', () => {
  assert.deepEqual(
    rowsOf([message(5), message(6), message(10)], null).map((row) =>
      row.type === 'hole' ? [row.from, row.to] : row.type,
    ),
    [[1, 4], 'day', 'message', 'message', [7, 9], 'message'],
  );
  assert.deepEqual(shape([message(5), message(6), message(10)]), ['hole', 'day', '[m5', 'm6]', 'hole', '[m10]']);
});

test('what is held before the first one shown decides how that one looks', () => {
  const rows = (/** @type {any} */ previous) =>
    rowsOf([message(5), message(6)], null, previous).map(({ type }) => type);
  assert.deepEqual(rows(message(4)), ['message', 'message'], 'the same day goes on');
  assert.deepEqual(rows(message(2)), ['hole', 'message', 'message']);
  const [fifth] = rowsOf([message(5), message(6)], null, message(4));
  assert.equal(fifth.type === 'message' && fifth.first, false, 'and its group does');
});

test('messages without an ordinal stand at the end without a hole', () => {
  const unsent = message(0, { id: 'unsent', ordinal: null });
  assert.deepEqual(
    rowsOf([message(1), unsent, { ...unsent, id: 'another' }], null).map(({ type }) => type),
    ['day', 'message', 'message', 'message'],
  );
  assert.deepEqual(shape([unsent]), ['day', '[unsent]']);
});
