import assert from 'node:assert/strict';
import test from 'node:test';
import { systemWords } from '../../../static/js/ui/message/system-message.js';

const nameOf = (/** @type {string} */ id) => ({ a: 'Ada', b: 'Ben' })[id] ?? 'Somebody';
/** @param {any} fields */
const said = (fields) => systemWords({ sender_id: 'a', content: 'did something', ...fields }, nameOf);

test('what is known is worded, what is not stands as it came, under its name', () => {
  assert.match(said({ meta: { event: 'member_removed', user_id: 'b' } }), /Ada.*Ben/);
  assert.equal(said({ meta: { event: 'from_a_newer_server' } }), 'Ada did something');
  assert.equal(said({ meta: null }), 'Ada did something');
});

test('what a program was told to be speaks for itself', () => {
  assert.equal(said({ content: 'Explain to children.', meta: { event: 'instructions' } }), 'Explain to children.');
});
