import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dayWords, listTime, momentWords } from '../../../static/js/ui/dates.js';
import { plain } from '../../../static/js/ui/message/plain.js';
import { hueOf, initials } from '../../../static/js/ui/people/avatar.js';
import { parseRoute } from '../../../static/js/ui/router.js';
import { words } from '../../../static/js/ui/words.js';

const now = new Date(2026, 10, 21, 15, 0);
/** @param {number} days */
const ago = (days) => new Date(2026, 10, 21 - days, 14, 32).toISOString();

test('days are called as people call them', () => {
  assert.equal(dayWords(ago(0), now), 'Today');
  assert.equal(dayWords(ago(1), now), 'Yesterday');
  assert.equal(dayWords(ago(3), now), 'Wednesday');
  assert.match(dayWords(ago(30), now), /22|October/);
  assert.match(dayWords(ago(400), now), /2025/);
});

test('yesterday is by the calendar, not by 24 hours', () => {
  const early = new Date(2026, 10, 21, 0, 5);
  assert.equal(dayWords(new Date(2026, 10, 20, 23, 55).toISOString(), early), 'Yesterday');
});

test('lists show the time today and the day before', () => {
  assert.match(listTime(ago(0), now), /\d?\d:32/);
  assert.equal(listTime(ago(1), now), 'Yesterday');
  assert.match(momentWords(ago(1), now), /^yesterday at /);
});

test('markdown becomes one plain line', () => {
  assert.equal(plain('**Bring** _gloves_ and `pens`\n\n- one\n- two'), 'Bring gloves and pens one two');
  assert.equal(plain('[the wiki](https://example.org) ![a frog](x.png)'), 'the wiki a frog');
  assert.equal(plain('```js\nlet a = 1;\n```'), 'let a = 1;');
  assert.equal(plain('Look:\n\n| a | b |\n| --- | :-: |\n| 1 | 2 |'), 'Look: a | b 1 | 2');
  assert.equal(plain('one | two, || three'), 'one | two, || three');
  assert.equal(plain('snake_case_name and 2 * 3 * 4'), 'snake_case_name and 2 * 3 * 4');
  assert.equal(plain('long '.repeat(200), 20), 'long long long long…');
});

test('a name gives one or two letters, in every script', () => {
  assert.equal(initials('Mira Öztürk'), 'MÖ');
  assert.equal(initials('tom'), 'T');
  assert.equal(initials('Project group “Renewable energy”'), 'PE');
  assert.equal(initials('田中 淳'), '田淳');
  assert.equal(initials('🦉'), '🦉');
  assert.equal(initials(''), '?');
});

test('the same id has the same colour, and many ids have many', () => {
  assert.equal(hueOf('01a1fd1a-59cb-75e7'), hueOf('01a1fd1a-59cb-75e7'));
  const hues = new Set(Array.from({ length: 100 }, (_, index) => hueOf(`01a1fd1a-59cb-${index}`)));
  assert.equal(hues.size, 10);
});

test('addresses name a conversation, and a message in it', () => {
  const id = '01a1fd1a-5b5d-7bb3-8a8e-7b8ba32a4bfd';
  assert.deepEqual(parseRoute(`#/c/${id}`), { id, ordinal: null });
  assert.deepEqual(parseRoute(`#/c/${id}/42`), { id, ordinal: 42 });
  assert.deepEqual(parseRoute('#/'), { id: null, ordinal: null });
  assert.deepEqual(parseRoute('#/c/<script>'), { id: null, ordinal: null });
});

test('several who type are told apart from many', () => {
  assert.equal(words.conversation.typing(['Ada']), 'Ada is typing');
  assert.equal(words.conversation.typing(['Ada', 'Ben']), 'Ada and Ben are typing');
  assert.equal(words.conversation.typing(['Ada', 'Ben', 'Chi']), 'Ada and 2 others are typing');
});
