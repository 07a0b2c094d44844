import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { live } from '../../../static/js/ui/live-query.js';
import { closeDevices, device, quiet } from '../support/device.js';

/** @import { Store } from '../../../static/js/types.js' */

after(closeDevices);

/** @param {Store} store @param {number} value */
const write = (store, value) => store.db.meta.put({ key: 'count', value });

/**
 * A query of one value, and what it gave.
 * @param {Store} store @param {number} rest @param {Promise<number>} [ahead] asked for before
 */
function counted(store, rest, ahead) {
  /** @type {number[]} */
  const received = [];
  let runs = 0;
  const query = async () => {
    runs += 1;
    return (await store.db.meta.get('count'))?.value ?? 0;
  };
  /** @type {() => void} */
  let heard = () => {};
  const end = live(
    query,
    (value) => {
      received.push(value);
      heard();
    },
    { rest, ahead },
  );
  /** @param {number} value */
  const until = (value) =>
    new Promise((resolve) => {
      heard = () => received.at(-1) === value && resolve(null);
      heard();
    });
  return { received, end, until, runs: () => runs };
}

test('many changes in a row are few runs, and the last value is always received', async () => {
  const store = await device();
  const { runs, until, end } = counted(store, 20);
  await until(0);
  for (let value = 1; value <= 200; value++) await write(store, value);
  await until(200);
  assert.ok(runs() < 100, `${runs()} runs`);
  await write(store, 201);
  await until(201);
  end();
});

test('a change while the query runs is not missed', async () => {
  const store = await device();
  const { until, end } = counted(store, 0);
  await write(store, 1);
  await write(store, 2);
  await until(2);
  end();
});

test('after its end nothing is received any more', async () => {
  const store = await device();
  const { received, until, end } = counted(store, 0);
  await until(0);
  end();
  await write(store, 1);
  await quiet(store);
  assert.deepEqual(received, [0]);
});

test('what is read but not changed does not run it', async () => {
  const store = await device();
  const { runs, until, end } = counted(store, 0);
  await until(0);
  await store.db.meta.put({ key: 'other', value: 1 });
  await quiet(store);
  assert.equal(runs(), 1);
  end();
});

test('what was asked for before comes first, and what changed since then after it', async () => {
  const store = await device();
  const { received, runs, until, end } = counted(store, 0, Promise.resolve(7));
  await until(7);
  assert.equal(runs(), 0);
  await write(store, 8);
  await until(8);
  await write(store, 9);
  await until(9);
  assert.equal(received[0], 7);
  end();
});

test('where asking before has failed, the query itself answers', async () => {
  const store = await device();
  await write(store, 3);
  const { until, end } = counted(store, 0, Promise.reject(new Error('closed')));
  await until(3);
  end();
});

test('a query that fails once is asked again', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  t.mock.method(console, 'error', () => {});
  const store = await device();
  let runs = 0;
  let received = false;
  const query = async () => {
    runs += 1;
    if (runs === 1) throw new Error('a hiccup');
    return store.db.meta.count();
  };
  const end = live(query, () => {
    received = true;
  });
  while (!received) {
    await new Promise(setImmediate);
    t.mock.timers.tick(100);
  }
  assert.equal(runs, 2);
  end();
});
