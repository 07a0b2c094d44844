import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hitOf } from '../../../static/js/search/hit.js';
import { FoundTogether } from '../../../static/js/search/together.js';
import { needlesOf } from '../../../static/js/search/tokens.js';

const DAY = 24 * 60 * 60 * 1000;

/** @param {string} id @param {string} content @param {number} [days] ago @returns {any} */
const message = (id, content, days = 0) => ({
  id,
  conversation_id: 'pond',
  ordinal: 1,
  sender_id: 'anna',
  role: 'user',
  content,
  attachments: [],
  context_ids: [],
  created_at: new Date(Date.now() - days * DAY).toISOString(),
  deleted_at: null,
  local: null,
});
/** @param {string} words */
const ask = (words) => ({ words, conversationIds: ['pond'], limit: 50 });
/** @param {string} words @param {...any} rows @returns {any} */
const here = (words, ...rows) => ({
  hits: rows.map((row) => hitOf(row, needlesOf(words))),
  total: rows.length,
  complete: true,
});
/** @param {...any} rows @returns {any} */
const answered = (...rows) => ({ state: 'answered', rows, more: false, complete: true });
/** @type {any} */
const ASKING = { state: 'asking', rows: null };
const NONE = new Set();
/** @param {{hits: {id: string}[]}} shown */
const ids = ({ hits }) => hits.map(({ id }) => id);

test('one list, each message once, the better and newer first', () => {
  const together = new FoundTogether();
  const [held, old, part] = [message('a', 'frog'), message('b', 'frog', 400), message('c', 'bullfrogs')];
  together.remember([held, old, part]);
  const shown = together.merge(here('frog', held), answered(old, part, held), ask('frog'), NONE);
  assert.deepEqual([ids(shown), shown.total], [['a', 'b', 'c'], 3]);
});

test('what this device holds is as it is here: an edit or deletion that has not left yet counts', () => {
  const together = new FoundTogether();
  const edited = message('a', 'frog');
  together.remember([edited]);
  const shown = together.merge(here('frog'), answered(edited), ask('frog'), new Set(['a']));
  assert.deepEqual(ids(shown), []);
});

test('while the server is asked, what it said and what fits the new question stays', () => {
  const together = new FoundTogether();
  together.remember([message('a', 'frogs croak'), message('b', 'frozen')]);
  const shown = together.merge(here('frog'), ASKING, ask('frog'), NONE);
  assert.deepEqual(ids(shown), ['a']);
  const later = together.merge(here('frog'), answered(), ask('frog'), NONE);
  assert.deepEqual(ids(later), []);
});

test('what the server does not say counts for nothing when it failed or is not asked', () => {
  const together = new FoundTogether();
  together.remember([message('a', 'frog')]);
  for (const state of ['failed', 'resting'])
    assert.deepEqual(ids(together.merge(here('frog'), /** @type {any} */ ({ state }), ask('frog'), NONE)), []);
});

test('a conversation that one has left or hidden here is left out', () => {
  const together = new FoundTogether();
  const row = { ...message('a', 'frog'), conversation_id: 'lake' };
  together.remember([row]);
  assert.deepEqual(ids(together.merge(here('frog'), answered(row), ask('frog'), NONE)), []);
});
