import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { remember } from '../../../static/js/sync/remembered.js';
import { keptDays, periodsFor } from '../../../static/js/ui/moderation/kept-days.js';

/** What the browser remembers of the installation. @param {{days: number|null, max_days: number|null}} retention */
function installationKeeps(retention) {
  /** @type {Map<string, string>} */
  const kept = new Map();
  const storage = { getItem: (/** @type {string} */ key) => kept.get(key) ?? null, setItem: kept.set.bind(kept) };
  Object.defineProperty(globalThis, 'localStorage', { value: storage, configurable: true });
  remember({ server_id: 's', user_id: 'u', retention });
}

afterEach(() => Reflect.deleteProperty(globalThis, 'localStorage'));

test('without a maximum everything is offered', () => {
  installationKeeps({ days: null, max_days: null });
  assert.deepEqual(periodsFor(null), { chosen: null, periods: [7, 30, 90, 365, 0] });
  assert.deepEqual(periodsFor(45), { chosen: 45, periods: [45, 7, 30, 90, 365, 0] });
  assert.equal(keptDays(0), null);
});

test('nothing longer than the maximum is offered, and the maximum is', () => {
  installationKeeps({ days: 365, max_days: 45 });
  assert.deepEqual(periodsFor(null).periods, [7, 30, 45]);
  assert.equal(keptDays(null), 45);
  installationKeeps({ days: null, max_days: 30 });
  assert.deepEqual(periodsFor(null).periods, [7, 30]);
});

test('a wish from before the maximum counts as the maximum', () => {
  installationKeeps({ days: null, max_days: 30 });
  assert.deepEqual(periodsFor(365), { chosen: 30, periods: [7, 30] });
  assert.deepEqual(periodsFor(0), { chosen: 30, periods: [7, 30] });
});
