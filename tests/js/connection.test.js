import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { ApiError, offline } from '../../static/js/net/http.js';
import { keepConnected } from '../../static/js/sync/connection.js';
import { createTransport } from '../../static/js/sync/transport.js';
import { standingClock } from './support/clock.js';
import { ADA, BOB, closeDevices, device } from './support/device.js';
import { fakeSocket } from './support/fake-socket.js';

after(closeDevices);
const settled = () => new Promise((resolve) => setImmediate(resolve));
const signedOut = () => new ApiError({ status: 401, code: 'unauthenticated', message: '' });

/** @param {() => Promise<any>} [identify] */
async function connection(identify = async () => ({ user: { id: ADA } })) {
  const store = await device();
  const socket = fakeSocket();
  const clock = standingClock();
  /** @type {string[]} */
  const events = [];
  const say = (/** @type {string} */ what) => () => void events.push(what);
  const made = keepConnected(store, socket, {
    clock,
    identify,
    ready: say('ready'),
    poll: say('poll'),
    down: say('down'),
    refused: say('refused'),
    presence: () => 'idle',
    report: (error) => events.push(error.code),
  });
  made.start();
  const up = (user_id = ADA) => {
    socket.connected = true;
    socket.hear('ready', { user_id });
  };
  const drop = (trying = true) => {
    socket.connected = false;
    socket.trying = trying;
    socket.hear('disconnect', '');
  };
  return { ...made, socket, clock, events, up, drop };
}

test('when the network drops it, Socket.IO comes back by itself; meanwhile HTTP is asked now and then', async () => {
  const { socket, clock, events, up, drop } = await connection();
  up();
  drop();
  assert.deepEqual([events, clock.waits, socket.connects], [['ready', 'down'], [30_000], 1]);
  clock.advance(30_000);
  clock.advance(30_000);
  assert.deepEqual(events.slice(2), ['poll', 'poll']);
  up();
  assert.deepEqual(clock.waits, []);
});

test('where no socket ever gets through, HTTP is asked at once, and then now and then', async () => {
  const { socket, clock, events } = await connection();
  for (let attempt = 0; attempt < 2; attempt++) socket.hear('connect_error', new Error('blocked'));
  assert.deepEqual(
    events.filter((event) => event === 'poll'),
    ['poll'],
  );
  clock.advance(30_000);
  assert.equal(events.filter((event) => event === 'poll').length, 2);
});

test('when the server closed it, it asks who is signed in and connects again, with pauses', async () => {
  const { socket, clock, up, drop } = await connection();
  up();
  drop(false);
  assert.deepEqual(clock.waits, [750, 30_000]);
  clock.advance(750);
  await settled();
  assert.equal(socket.connects, 2);
  socket.hear('connect_error', new Error('refused'));
  assert.equal(clock.waits[0], 1_500);
});

test('signed out: it says so and does not try again', async () => {
  const { socket, clock, events, up, drop } = await connection(async () => {
    throw signedOut();
  });
  up();
  drop(false);
  clock.advance(750);
  await settled();
  assert.deepEqual([events.at(-1), socket.connects, clock.waits], ['unauthenticated', 1, [29_250]]);
});

test('after signing in again in another tab it comes back by itself', async () => {
  let signedIn = false;
  const { socket, clock, up, drop } = await connection(async () => {
    if (!signedIn) throw signedOut();
    return { user: { id: ADA } };
  });
  up();
  drop(false);
  clock.advance(750);
  await settled();
  signedIn = true;
  clock.advance(29_250);
  await settled();
  assert.equal(socket.connects, 2);
});

test('when somebody else has signed in on this browser, everything stops', async () => {
  for (const way of ['by the socket', 'by asking']) {
    const { socket, clock, events, up, drop, nudge } = await connection(async () => ({ user: { id: BOB } }));
    if (way === 'by asking') {
      up();
      drop(false);
      clock.advance(750);
      await settled();
    } else up(BOB);
    assert.equal(events.at(-1), 'refused', way);
    assert.deepEqual([socket.connected, clock.waits], [false, []]);
    nudge();
    assert.equal(socket.connects, 1);
  }
});

test('when the server was reached by other means, the pause ends, once', async () => {
  const { socket, clock, up, drop, hurry } = await connection();
  up();
  hurry();
  assert.equal(socket.connects, 1, 'all is well');
  drop(false);
  hurry();
  hurry();
  await settled();
  assert.deepEqual([socket.connects, clock.waits], [2, [30_000]]);
  socket.trying = true;
  socket.hear('connect_error', new Error('refused'));
  hurry();
  hurry();
  assert.equal(socket.connects, 3);
});

test('when the network seems to change, a live socket is tried and a dead one replaced', async () => {
  const { socket, nudge, up } = await connection();
  up();
  nudge();
  await settled();
  assert.equal(socket.connects, 1);
  assert.deepEqual(socket.take('presence'), [{ state: 'idle' }]);
  socket.answers.presence = () => Promise.reject(offline());
  nudge();
  await settled();
  assert.equal(socket.connects, 2);
  socket.connected = false;
  nudge();
  assert.equal(socket.connects, 3);
});

// How questions travel

test('over the socket when there is one, over HTTP when there is none or it does not answer', async () => {
  const socket = fakeSocket();
  /** @type {string[]} */
  const seen = [];
  const http = async (/** @type {string} */ method, /** @type {string} */ path) => {
    seen.push(`${method} ${path}`);
    return { by: 'http' };
  };
  const ask = createTransport(socket, { http })('push', '/sync/push');
  assert.deepEqual(await ask({}), { by: 'http' });
  socket.connected = true;
  socket.answers.push = { by: 'socket' };
  assert.deepEqual(await ask({}), { by: 'socket' });
  socket.answers.push = () => Promise.reject(offline());
  assert.deepEqual(await ask({}), { by: 'http' }, 'half open');
  socket.answers.push = () => Promise.reject(signedOut());
  await assert.rejects(ask({}), { status: 401 });
  assert.deepEqual(seen, ['POST /sync/push', 'POST /sync/push']);
});

test('signed out is not online, refused is', async () => {
  /** @type {boolean[]} */
  const seen = [];
  const errors = [signedOut(), new ApiError({ status: 429, code: 'rate_limited', message: '' })];
  const http = async () => {
    throw errors.shift();
  };
  const ask = createTransport(fakeSocket(), { http, reached: (yes) => seen.push(yes) })('pull', '/sync/pull');
  await assert.rejects(ask({}));
  await assert.rejects(ask({}));
  assert.deepEqual(seen, [false, true]);
});

test('it tells whether something is under way and whether the server was reached', async () => {
  /** @type {any[]} */
  const seen = [];
  const http = async () => {
    throw offline();
  };
  const transport = createTransport(fakeSocket(), {
    http,
    working: (yes) => seen.push(yes),
    reached: (yes) => seen.push(yes),
  });
  await assert.rejects(transport('pull', '/sync/pull')({}));
  assert.deepEqual(seen, [true, false, false]);
});
