import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { setMeta } from '../../static/js/db/meta.js';
import { campaign } from '../../static/js/sync/leader.js';
import { watchLeader } from '../../static/js/sync/leader-watch.js';
import { leases } from '../../static/js/sync/lease.js';
import { standingClock } from './support/clock.js';
import { closeDevices, device, NOON, quiet } from './support/device.js';
import { fakeLocks } from './support/fake-locks.js';

/** @import { Device } from './support/device.js' */

after(closeDevices);

const settle = () => new Promise((resolve) => setImmediate(resolve));

/** Tabs that stand for leader, and what becomes of it. @param {any} locks */
function politics(locks) {
  /** @type {string[]} */
  const events = [];
  const stand = (/** @type {string} */ name, own = locks) =>
    campaign('lock', {
      lead: async () => void events.push(`${name} leads`),
      resign: () => void events.push(`${name} resigns`),
      locks: own,
    });
  const news = () => events.splice(0);
  return { stand, news };
}

test('a frozen leader is robbed, resigns, and leads again when the robber has gone', async () => {
  const { stand, news } = politics(fakeLocks());
  const [one, two] = [stand('one'), stand('two')];
  await settle();
  assert.deepEqual(news(), ['one leads']);
  void two.steal();
  await settle();
  assert.deepEqual(news().sort(), ['one resigns', 'two leads']);
  await two.stop();
  await settle();
  assert.deepEqual(news(), ['two resigns', 'one leads']);
  await one.stop();
});

test('whoever learns that another leads gives way before the browser says so', async () => {
  const { stand, news } = politics(fakeLocks());
  const [one, two] = [stand('one'), stand('two')];
  await settle();
  one.concede();
  assert.deepEqual(news(), ['one leads', 'one resigns'], 'at once');
  await settle();
  assert.deepEqual(news(), ['two leads']);
  await Promise.all([one.stop(), two.stop()]);
});

test('a visible tab asks twice before it takes a leader for frozen; a hidden one never', () => {
  const clock = standingClock();
  let visible = true;
  let asked = 0;
  let stolen = 0;
  const watch = watchLeader({ ask: () => asked++, frozen: () => stolen++, clock, visible: () => visible });
  watch.start();
  for (let second = 0; second < 60; second += 3) {
    watch.heard();
    clock.advance(3_000);
  }
  assert.deepEqual([asked > 15, stolen], [true, 0], 'one that answers stays');
  clock.advance(2_500);
  assert.equal(stolen, 0, 'this tab may have slept itself');
  clock.advance(2_500);
  assert.equal(stolen, 1);
  visible = false;
  clock.advance(60_000);
  assert.equal(stolen, 1);
  watch.stop();
  assert.deepEqual(clock.waits, []);
});

/** Two tabs without Web Locks, on one database. @param {Device} store */
function lan(store) {
  const clock = standingClock();
  const [one, two] = ['one', 'two'].map((tab) => leases(store, { tab, clock }));
  const pass = async (/** @type {number} */ ms) => {
    for (let passed = 0; passed < ms; passed += 1_000) {
      store.time.now += 1_000;
      clock.advance(1_000);
      await quiet(store);
    }
  };
  return { one, two, pass, ...politics(null) };
}

test('without Web Locks a lease says who leads; it is renewed, and given back at once', async () => {
  const store = await device();
  const { one, two, pass, stand, news } = lan(store);
  const first = stand('one', one);
  await quiet(store);
  const second = stand('two', two);
  await pass(60_000);
  assert.deepEqual(news(), ['one leads']);
  await first.stop();
  await pass(2_000);
  assert.deepEqual(news(), ['one resigns', 'two leads']);
  await second.stop();
});

test('a tab that says it leaves is not waited for, and one that falls silent for a few seconds', async () => {
  for (const says of [true, false]) {
    const store = await device();
    const { two, pass, stand, news } = lan(store);
    await setMeta(store, 'lease', { tab: 'gone', until: NOON + 7_000 });
    const second = stand('two', two);
    await pass(2_000);
    assert.deepEqual(news(), []);
    if (says) two.left('gone');
    await (says ? quiet(store) : pass(6_000));
    assert.deepEqual(news(), ['two leads']);
    await second.stop();
  }
});

test('a lease from before the clock was set back binds nobody', async () => {
  const store = await device();
  await setMeta(store, 'lease', { tab: 'gone', until: NOON + 3 * 3_600_000 });
  const { two, stand, news } = lan(store);
  const second = stand('two', two);
  await quiet(store);
  assert.deepEqual(news(), ['two leads']);
  await second.stop();
});

test('whose lease was taken in its sleep resigns at its next breath', async () => {
  const store = await device();
  const { one, pass, stand, news } = lan(store);
  const first = stand('one', one);
  await quiet(store);
  await setMeta(store, 'lease', { tab: 'two', until: NOON + 9_000 });
  await pass(3_000);
  assert.deepEqual(news(), ['one leads', 'one resigns']);
  await first.stop();
});
