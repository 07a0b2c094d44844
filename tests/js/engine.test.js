import assert from 'node:assert/strict';
import { after, afterEach, test } from 'node:test';
import { createGroup, listConversations } from '../../static/js/db/conversations.js';
import { sendMessage } from '../../static/js/db/messages.js';
import { setMeta } from '../../static/js/db/meta.js';
import { createStore } from '../../static/js/db/store.js';
import { startSync } from '../../static/js/sync/engine.js';
import { campaign } from '../../static/js/sync/leader.js';
import { status } from '../../static/js/sync/status.js';
import { standingClock } from './support/clock.js';
import { ADA, BOB, closeDevices, device, quiet, until } from './support/device.js';
import { fakeLocks } from './support/fake-locks.js';
import { FakeServer } from './support/fake-server.js';
import { fakeSocket } from './support/fake-socket.js';

/** @import { Device } from './support/device.js' */

after(closeDevices);

/** @type {(() => Promise<any>)[]} */
let running = [];
afterEach(async () => {
  for (const stop of running) await stop();
  running = [];
});
Object.defineProperty(globalThis, 'navigator', { value: { locks: fakeLocks() }, configurable: true });

/** A tab of a device, synchronising with a fake server. @param {Device} store @param {FakeServer} server */
function tab(store, server) {
  const socket = fakeSocket();
  socket.answers.pull = (/** @type {any} */ body) => server.pull(store.userId, body);
  socket.answers.push = (/** @type {any} */ body) => server.push(store.userId, body);
  const clock = standingClock();
  const sync = startSync(store, { clock, connect: () => /** @type {any} */ (socket) });
  running.push(sync.stop);
  const ready = async () => {
    await until(() => socket.connects > 0);
    socket.connected = true;
    socket.hear('ready', { user_id: store.userId, epoch: server.epoch });
    await quiet(store);
    await quiet(store);
  };
  return { store, socket, clock, ...sync, ready };
}

/** Another tab on the same database. @param {Device} store */
async function beside(store) {
  const second = await createStore({ serverId: store.serverId, userId: store.userId, now: store.now });
  running.push(async () => second.close());
  return Object.assign(second, { time: store.time });
}

test('it connects, pulls when the server is ready, and sends what is written', async () => {
  const server = new FakeServer();
  const { store, socket, ready } = tab(await device(), server);
  await quiet(store);
  assert.equal(socket.connects, 1);
  const room = await createGroup(store, { title: 'Room', memberIds: [BOB] });
  await ready();
  assert.equal(status.get().online, true);
  assert.ok(socket.take('pull').length > 0);
  await sendMessage(store, { conversationId: room, content: 'hi' });
  await until(async () => (await store.db.messages.toArray())[0].local === null);
  assert.equal(server.row(`c:${room}`, 'conversation', room).last_ordinal, 1);
  await until(() => status.get().pending === 0);
});

test('what waits is counted', async () => {
  const { store } = tab(await device(), new FakeServer());
  const room = await createGroup(store, { title: 'Room', memberIds: [BOB] });
  await sendMessage(store, { conversationId: room, content: 'hi' });
  await until(() => status.get().pending === 2);
  assert.equal(status.get().online, false);
});

test('one of two tabs leads; what the other writes is sent by it; when it closes the other takes over', async () => {
  const server = new FakeServer();
  const first = tab(await device(), server);
  const second = tab(/** @type {any} */ (await beside(first.store)), server);
  await first.ready();
  assert.deepEqual([first.socket.connects, second.socket.connects], [1, 0]);
  const room = await createGroup(second.store, { title: 'Room', memberIds: [BOB] });
  await until(() => server.logs.has(`c:${room}`));
  await until(async () => (await listConversations(second.store))[0].conversation.version === 1);
  await first.stop();
  await until(() => second.socket.connects === 1);
  await second.ready();
  await sendMessage(second.store, { conversationId: room, content: 'hi' });
  await until(() => server.row(`c:${room}`, 'conversation', room).last_ordinal === 1);
});

test('packets are taken, and a reset told live leads to a fresh pull', async () => {
  const server = new FakeServer();
  const { store, socket, clock, ready } = tab(await device(), server);
  await ready();
  const room = await createGroup(store, { title: 'Room', memberIds: [BOB] });
  await until(() => server.logs.has(`c:${room}`));
  server.push(BOB, {
    ops: [
      /** @type {any} */ ({
        op_id: 'o',
        entity: 'message',
        op: 'create',
        entity_id: 'm',
        fields: { conversation_id: room, content: 'hi' },
      }),
    ],
  });
  for (const packet of server.published.splice(0)) socket.hear('changes', packet);
  clock.advance(16);
  await until(async () => (await store.db.messages.toArray())[0]?.content === 'hi');
  await quiet(store);
  clock.advance(1_000);
  assert.deepEqual(socket.take('mark_as_delivered'), [{ conversation_id: room, ordinal: 1 }]);
  server.epoch = 'second';
  socket.hear('reset', { epoch: 'second' });
  await until(async () => (await store.db.meta.get('epoch'))?.value === 'second');
  await quiet(store);
  assert.equal(await store.db.messages.count(), 1);
});

test('the first sign of the server ends every pause', async (t) => {
  const server = new FakeServer();
  const { store, socket, clock } = tab(await device(), server);
  let reached = false;
  t.mock.method(globalThis, 'fetch', async (/** @type {string} */ url, /** @type {any} */ { body }) => {
    if (!reached) throw new TypeError('no network');
    if (url.endsWith('/auth/me')) return Response.json({ user: { id: store.userId }, csrf_token: 'token' });
    const what = url.endsWith('push') ? 'push' : 'pull';
    return Response.json(server[what](store.userId, JSON.parse(body)));
  });
  await until(() => socket.connects === 1);
  const room = await createGroup(store, { title: 'Room', memberIds: [BOB] });
  socket.hear('connect_error', new Error('refused'));
  await until(() => clock.waits[0] < 5_000);
  reached = true;
  clock.advance(1_500);
  await until(() => server.logs.has(`c:${room}`) && socket.connects > 1);
});

test('somebody else’s connection is refused before anything is sent', async () => {
  const { store, socket } = tab(await device(ADA), new FakeServer());
  await until(() => socket.connects > 0);
  socket.connected = true;
  await createGroup(store, { title: 'Room', memberIds: [BOB] });
  await quiet(store);
  socket.hear('ready', { user_id: BOB });
  await quiet(store);
  assert.deepEqual([socket.calls, socket.connected], [[], false]);
  assert.equal(status.get().lastError?.code, 'other_user');
});

test('leadership passes on when it ends, also when the next in line gave up', async () => {
  /** @type {string[]} */
  const events = [];
  const stand = (/** @type {string} */ name) =>
    campaign('lock', {
      lead: async () => void events.push(`${name} leads`),
      resign: () => void events.push(`${name} resigns`),
      locks: /** @type {any} */ (navigator.locks),
    });
  const [one, two, three] = ['one', 'two', 'three'].map(stand);
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(events, ['one leads']);
  await two.stop();
  await one.stop();
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(events, ['one leads', 'one resigns', 'three leads']);
  await three.stop();
});

test('a database that a newer release has written is refused', async () => {
  const store = await device();
  await setMeta(store, 'x', 1);
  const { name } = store.db;
  store.close();
  const { indexedDB } = await import('fake-indexeddb');
  await new Promise((resolve) => {
    const request = indexedDB.open(name, 1_000);
    request.onsuccess = () => resolve(request.result.close());
  });
  await assert.rejects(createStore({ serverId: store.serverId, userId: store.userId }), { code: 'outdated' });
});
