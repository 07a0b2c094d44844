import assert from 'node:assert/strict';
import { after, beforeEach, mock, test } from 'node:test';
import { createHub } from '../../static/js/sync/hub.js';
import * as live from '../../static/js/sync/live.js';
import { ADA, BOB, CAROL, closeDevices, device } from './support/device.js';
import { fakeSocket } from './support/fake-socket.js';
import { arrival, id, membership, packet, ROOM, upsert } from './support/rows.js';

after(closeDevices);
const settled = () => new Promise((resolve) => setImmediate(resolve));

function hub() {
  const socket = fakeSocket();
  /** @type {[string, any][]} */
  const told = [];
  const made = createHub(socket, (type, data) => told.push([type, data]));
  /** @param {string} tab @param {Partial<import('../../static/js/sync/hub.js').Wish>} wish */
  const wish = (tab, wish) => made.hear('wish', { tab, chats: [], watched: [], presence: 'active', ...wish });
  const online = () => {
    socket.connected = true;
    made.ready();
  };
  return { ...made, socket, told, wish, online };
}

test('the hub joins what any tab wants, once, and leaves what no tab wants any more', () => {
  const { socket, wish, hear, online } = hub();
  online();
  wish('one', { chats: ['a'] });
  wish('two', { chats: ['a', 'b'] });
  assert.deepEqual(socket.take('join_chat'), [
    { conversation_id: 'a', limit: 1 },
    { conversation_id: 'b', limit: 1 },
  ]);
  wish('one', { chats: [] });
  assert.deepEqual(socket.take('leave_chat'), []);
  hear('bye', { tab: 'two' });
  assert.deepEqual(
    socket
      .take('leave_chat')
      .map(({ conversation_id }) => conversation_id)
      .sort(),
    ['a', 'b'],
  );
});

test('a new connection is asked for everything again', () => {
  const { socket, wish, online } = hub();
  wish('one', { chats: ['a'], watched: [BOB], presence: 'idle' });
  assert.deepEqual(socket.calls, []);
  online();
  const asked = () => socket.calls.splice(0).map(([event]) => event);
  assert.deepEqual(asked(), ['join_chat', 'watch_presence', 'presence']);
  online();
  assert.deepEqual(asked(), ['join_chat', 'watch_presence', 'presence']);
});

test('one is idle only when no tab is used; whom tabs watch is one list of at most 200', async () => {
  const { socket, wish, online, told } = hub();
  online();
  socket.answers.watch_presence = { ok: true, users: [{ user_id: BOB, state: 'idle', last_seen_at: null }] };
  wish('one', { presence: 'idle' });
  wish('two', {});
  wish('two', { presence: 'idle' });
  assert.deepEqual(
    socket.take('presence').map(({ state }) => state),
    ['idle', 'active', 'idle'],
  );
  wish('one', { watched: [BOB, CAROL] });
  wish('two', { watched: [CAROL, BOB] });
  assert.deepEqual(socket.take('watch_presence'), [{ user_ids: [BOB, CAROL] }]);
  wish('one', { watched: Array.from({ length: 300 }, (_, n) => id(n)) });
  assert.equal(socket.take('watch_presence')[0].user_ids.length, 200);
  await settled();
  assert.deepEqual(told[0], ['presence', { users: socket.answers.watch_presence.users }]);
});

test('a conversation that the server does not have yet is joined once its log arrives', async () => {
  const { socket, wish, online, applied } = hub();
  online();
  socket.answers.join_chat = () => Promise.reject(new Error('not found'));
  wish('one', { chats: [ROOM] });
  await settled();
  socket.answers.join_chat = { ok: true };
  socket.take('join_chat');
  applied([packet(0, 1, [])]);
  assert.equal(socket.take('join_chat').length, 1);
  applied([packet(1, 2, [])]);
  assert.equal(socket.take('join_chat').length, 0);
});

test('who became known since is watched, though the list is the same', () => {
  const { socket, wish, online, applied } = hub();
  online();
  wish('one', { watched: [BOB] });
  socket.take('watch_presence');
  applied([packet(0, 1, [upsert('membership', membership({ user_id: BOB }))])]);
  assert.deepEqual(socket.take('watch_presence'), [{ user_ids: [BOB] }]);
  applied([arrival(1)]);
  assert.deepEqual(socket.take('watch_presence'), []);
});

// One tab's side

/** @type {[string, any][]} */
let sent = [];

beforeEach(async () => {
  sent = [];
  live.forgetLive();
  live.attachLive(await device(), 'tab', (type, data) => sent.push([type, structuredClone(data)]));
});

/** What is seen now. @param {(fn: (value: any) => void) => () => void} subscribe @returns {any} */
function seen(subscribe) {
  /** @type {any} */
  let value;
  subscribe((now) => {
    value = now;
  })();
  return value;
}
const typing = () => [...seen(live.subscribeTyping)].map(([room, people]) => [room, [...people]]);

test('a tab says what it wants, all of it each time', () => {
  live.joinChat('a');
  live.joinChat('b');
  live.leaveChat('a');
  live.watchPresence([BOB, BOB]);
  live.setPresence('idle');
  assert.deepEqual(sent.at(-1), ['wish', { tab: 'tab', chats: ['b'], watched: [BOB], presence: 'idle' }]);
  live.leaveChat('b');
  live.watchPresence([]);
});

test('typing is said every three seconds at most, and its end at once and once', () => {
  mock.timers.enable({ apis: ['Date'], now: 1_000_000 });
  const said = () =>
    sent
      .splice(0)
      .filter(([type]) => type === 'say-typing')
      .map(([, { active }]) => active);
  live.sendTyping('a', true);
  live.sendTyping('a', true);
  assert.deepEqual(said(), [true]);
  mock.timers.tick(3_000);
  live.sendTyping('a', true);
  live.sendTyping('a', false);
  live.sendTyping('a', false);
  live.sendTyping('a', true);
  assert.deepEqual(said(), [true, false, true]);
  live.sendTyping('a', false);
  mock.timers.reset();
});

test('others are seen typing until they stop, or for six seconds; one’s own other devices are not', () => {
  mock.timers.enable({ apis: ['setTimeout'] });
  const event = (/** @type {string} */ user_id, active = true) =>
    live.heardTyping({ conversation_id: 'a', user_id, active });
  event(BOB);
  event(CAROL);
  event(ADA);
  assert.deepEqual(typing(), [['a', [BOB, CAROL]]]);
  event(CAROL, false);
  mock.timers.tick(5_000);
  event(BOB);
  mock.timers.tick(5_000);
  assert.deepEqual(typing(), [['a', [BOB]]]);
  mock.timers.tick(1_000);
  assert.deepEqual(typing(), []);
  mock.timers.reset();
});

test('presence is kept by person and forgotten with the connection', () => {
  live.heardPresence({ users: [{ user_id: BOB, state: 'online', last_seen_at: null }] });
  live.heardPresence({ users: [{ user_id: CAROL, state: 'idle', last_seen_at: 'then' }] });
  const people = [...seen(live.subscribePresence)];
  assert.deepEqual(people, [
    [BOB, { state: 'online', last_seen_at: null }],
    [CAROL, { state: 'idle', last_seen_at: 'then' }],
  ]);
  live.forgetLive();
  assert.equal(seen(live.subscribePresence).size, 0);
});
