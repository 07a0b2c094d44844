import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readTyped } from '../../../static/js/search/typed-filters.js';
import { withoutFilters } from '../../../static/js/search/typed-form.js';

const CHOICES = {
  conversations: [
    { id: 'pond', name: 'Frog pond' },
    { id: 'lake', name: 'Große Seen' },
  ],
  people: [
    { id: 'me', name: 'You' },
    { id: 'anna', name: 'Anna Lee', handle: 'anna.l' },
    { id: 'ann', name: 'Ann', handle: 'ann' },
  ],
};

for (const [text, words, typed] of [
  ['frog', 'frog', {}],
  ['frog in:frog', 'frog', { within: 'pond' }],
  ['in:"frog pond" newt', 'newt', { within: 'pond' }],
  ['IN:grosse', 'IN:grosse', {}],
  ['in:große', '', { within: 'lake' }],
  ['from:ann frog', 'frog', { from: 'ann' }],
  ['from:anna frog', 'frog', { from: 'anna' }],
  ['from:@anna.l', '', { from: 'anna' }],
  ['from:me has:image', '', { from: 'me', has: 'image' }],
  ['has:photo', '', { has: 'image' }],
  ['has:wings', 'has:wings', {}],
  ['before:2026-03 frog', 'frog', { until: '2026-02-28' }],
  ['after:2025', '', { since: '2025-01-01' }],
  ['after:2026-2-3 before:2026-02-05', '', { since: '2026-02-03', until: '2026-02-04' }],
  ['after:2026-13', 'after:2026-13', {}],
  ['before:yesterday', 'before:yesterday', {}],
  ['from:nobody', 'from:nobody', {}],
  ['login:frog in: x', 'login:frog in: x', {}],
  ['in:"', 'in:"', {}],
]) {
  test(`“${text}”`, () => assert.deepEqual(readTyped(String(text), CHOICES), { words, typed }));
}

test('what is asked for by name', () => {
  assert.equal(withoutFilters('frog in:"Pond of 10b" from:anna newt'), 'frog newt');
  assert.equal(withoutFilters('has:image before:2026'), '');
});
