import assert from 'node:assert/strict';
import { after, afterEach, beforeEach, test } from 'node:test';
import { createStore } from '../../static/js/db/store.js';
import { actFor, request } from '../../static/js/net/http.js';
import { isExpelled } from '../../static/js/sync/leaving.js';
import { chooseMode, followMode, heardMode, mode } from '../../static/js/sync/modes.js';
import { remember, remembered } from '../../static/js/sync/remembered.js';
import { verifySession } from '../../static/js/sync/session.js';
import { ADA, BOB, closeDevices, SERVER, until } from './support/device.js';

after(closeDevices);

/** @type {Map<string, string>} */
const notes = new Map();
Object.defineProperty(globalThis, 'localStorage', {
  configurable: true,
  value: {
    getItem: (/** @type {string} */ key) => notes.get(key) ?? null,
    setItem: (/** @type {string} */ key, /** @type {string} */ value) => void notes.set(key, value),
    removeItem: (/** @type {string} */ key) => void notes.delete(key),
  },
});

/** What the server knows of this device. */
let device = { id: 'one', user: ADA, config: { mode: 'hybrid', keep_days: 30 } };
let reachable = true;
/** @type {string[]} */
let asked = [];
const { fetch } = globalThis;

beforeEach(() => {
  notes.clear();
  followMode('hybrid');
  actFor('');
  device = { id: 'one', user: ADA, config: { mode: 'hybrid', keep_days: 30 } };
  reachable = true;
  asked = [];
  globalThis.fetch = /** @type {any} */ (
    async (/** @type {string} */ url, /** @type {any} */ { method, body }) => {
      if (!reachable) throw new TypeError('no network');
      asked.push(`${method} ${url.replace('/api/v1', '')}`);
      if (method === 'PUT') device.config = JSON.parse(body);
      const me = { user: { id: device.user }, device_id: device.id, csrf_token: 't', server_id: SERVER, epoch: 'e' };
      return Response.json(
        url.endsWith('/auth/me') ? { ...me, sync_mode: device.config.mode } : { config: device.config },
      );
    }
  );
});
afterEach(() => {
  globalThis.fetch = fetch;
});

/** This browser has been used before. @param {Partial<import('../../static/js/sync/remembered.js').Remembered>} [more] */
function usedBefore(more = {}) {
  remember({ server_id: SERVER, user_id: ADA, device_id: 'one', mode: 'hybrid', untold: false, ...more });
  followMode(more.mode ?? 'hybrid');
}

test('a chosen mode is told, and nothing else of the settings is touched', async () => {
  usedBefore();
  await chooseMode('cloud-only');
  assert.deepEqual(device.config, { mode: 'cloud-only', keep_days: 30 });
  assert.deepEqual([remembered()?.mode, remembered()?.untold], ['cloud-only', false]);
});

test('local-only is told through the gate, which is shut at once; nothing else leaves, also not by those who ask directly', async () => {
  usedBefore();
  const chosen = chooseMode('local-only');
  await assert.rejects(request('POST', '/sync/push', { ops: [] }), { status: 0, code: 'local_only' });
  await chosen;
  assert.deepEqual(
    asked.filter((what) => !/ \/(auth\/me|sync\/config)$/.test(what)),
    [],
  );
  assert.equal(device.config.mode, 'local-only');
  asked = [];
  await assert.rejects(request('GET', '/devices'), { status: 0, code: 'local_only' });
  assert.equal(await verifySession(), 'offline');
  assert.deepEqual(asked, []);
  await chooseMode('hybrid');
  assert.equal(device.config.mode, 'hybrid');
});

test('what was chosen without a network is told at the next contact, whatever the server says', async () => {
  usedBefore();
  reachable = false;
  await chooseMode('cloud-only');
  assert.deepEqual([mode.get(), remembered()?.untold], ['cloud-only', true]);
  reachable = true;
  assert.equal(heardMode('hybrid', 'one'), null);
  await until(() => device.config.mode === 'cloud-only' && remembered()?.untold === false);
});

test('the server may change a device; but whoever signs in anew does not fall back to what every new device has', async () => {
  usedBefore();
  assert.equal(heardMode('cloud-only', 'one'), 'cloud-only');
  assert.equal(heardMode('sometimes', 'one'), null);
  usedBefore({ mode: 'cloud-only' });
  device.id = 'two';
  const session = /** @type {any} */ (await verifySession());
  assert.equal(session.wantedMode, null);
  await until(() => device.config.mode === 'cloud-only');
  assert.equal(remembered()?.device_id, 'two');
});

test('somebody else’s way of keeping things is not taken over from who was here before', async () => {
  usedBefore({ mode: 'cloud-only' });
  device = { id: 'three', user: BOB, config: { mode: 'hybrid', keep_days: 30 } };
  await verifySession();
  assert.deepEqual([remembered()?.user_id, remembered()?.mode, mode.get()], [BOB, 'hybrid', 'hybrid']);
});

test('only this very device’s sign-out erases it', () => {
  const refusal = (/** @type {any} */ details) => ({ status: 401, code: 'unauthenticated', details });
  assert.equal(isExpelled(refusal({ reason: 'signed_out', device_id: 'one' }), 'one'), true);
  assert.equal(isExpelled(refusal({ reason: 'signed_out', device_id: 'two' }), 'one'), false);
  assert.equal(isExpelled(refusal({}), 'one'), false);
  assert.equal(isExpelled(refusal(undefined), 'one'), false);
  assert.equal(isExpelled({ status: 403, details: { reason: 'signed_out', device_id: 'one' } }, 'one'), false);
});

test('a database in memory is nobody’s but the page’s, and works like any other', async () => {
  const [one, other] = await Promise.all(
    [1, 2].map(() => createStore({ serverId: SERVER, userId: ADA, inMemory: true })),
  );
  await one.db.meta.put({ key: 'x', value: 1 });
  assert.deepEqual([await one.db.meta.count(), await other.db.meta.count()], [1, 0]);
  one.close();
  other.close();
});
