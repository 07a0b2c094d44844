import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { scoreOf } from '../../../static/js/search/rank.js';
import { holdsAll, needlesOf, searchable } from '../../../static/js/search/tokens.js';

/** The server's tests read the same (tests/server/test_search_words.py). @type {{text: string, question: string, score: number|null}[]} */
const cases = JSON.parse(readFileSync(new URL('../../search/cases.json', import.meta.url), 'utf8'));
const LONG_AGO = 100 * 365 * 24 * 60 * 60 * 1000;

for (const { text, question, score } of cases) {
  test(`device and server agree about “${question}” in “${text}”`, () => {
    const [line, needles] = [searchable(text), needlesOf(question)];
    const found = needles.length > 0 && holdsAll(line, needles);
    assert.equal(found ? Number(scoreOf(line, needles, LONG_AGO).toFixed(3)) : null, score);
  });
}

test('what was said lately counts more, and the future no more than now', () => {
  const at = (/** @type {number} */ age) => scoreOf(' frog ', ['frog'], age);
  assert.equal(at(-5), at(0));
  assert.ok(at(0) > at(1000) && at(1000) > at(LONG_AGO));
  assert.equal(Number((at(0) - at(LONG_AGO)).toFixed(3)), 0.4);
});
