import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import Dexie from 'dexie';
import { indexedDB } from 'fake-indexeddb';
import { sendMessage } from '../../static/js/db/messages.js';
import { databaseName } from '../../static/js/db/schema.js';
import { createStore } from '../../static/js/db/store.js';
import { applyLog } from '../../static/js/sync/apply.js';
import { closeDevices, device, until } from './support/device.js';
import { arrival, ROOM, roomSnapshot } from './support/rows.js';

/** @type {(() => void)[]} */
const ends = [];
afterEach(() => {
  closeDevices();
  for (const end of ends.splice(0)) end();
});

/** Opens a database as a later release would. @param {string} name @param {number} version as IndexedDB counts @returns {Promise<IDBDatabase>} */
function openAs(name, version) {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open(name, version);
    opening.onupgradeneeded = () => opening.result.createObjectStore('later');
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      ends.push(() => opening.result.close());
      resolve(/** @type {any} */ (opening.result));
    };
  });
}

test('once a newer release has upgraded the database, old code writes nothing more, whatever it tries', async () => {
  const store = await device();
  await applyLog(store, roomSnapshot(3));
  /** @type {string[]} */
  const lost = [];
  store.onLost((why) => lost.push(why));
  const later = await openAs(databaseName(store), 1000);
  assert.deepEqual(lost, ['outdated']);
  await assert.rejects(sendMessage(store, { conversationId: ROOM, content: 'too late' }), {
    name: 'DatabaseClosedError',
  });
  await assert.rejects(applyLog(store, arrival(4)), { name: 'DatabaseClosedError' });
  await assert.rejects(store.db.meta.put({ key: 'x', value: 1 }), { name: 'DatabaseClosedError' });
  later.close();
  await assert.rejects(store.db.messages.count(), { name: 'DatabaseClosedError' }, 'nor reopens it');
});

test('a database of a newer release is not opened, neither at the start nor when a page comes back', async () => {
  const store = await device();
  const { serverId, userId, db } = store;
  /** @type {string[]} */
  const lost = [];
  store.onLost((why) => lost.push(why));
  // So Dexie does with the pages that wait for the back button.
  db.close({ disableAutoOpen: false });
  await openAs(databaseName(store), 1000);
  await assert.rejects(db.meta.put({ key: 'x', value: 1 }), /newer QuChat/);
  assert.deepEqual(lost, ['outdated']);
  await assert.rejects(createStore({ serverId, userId }), { code: 'outdated' });
});

test('a database that is deleted under the page is not made anew by it', async () => {
  const store = await device();
  /** @type {string[]} */
  const lost = [];
  store.onLost((why) => lost.push(why));
  await Dexie.delete(databaseName(store));
  assert.deepEqual(lost, ['erased']);
  await assert.rejects(store.db.meta.put({ key: 'x', value: 1 }), { name: 'DatabaseClosedError' });
  const names = (await indexedDB.databases()).map(({ name }) => name);
  assert.ok(!names.includes(databaseName(store)));
});

test('an upgrade that another tab holds up says so, and goes on once that lets go', async () => {
  const store = await device();
  const { serverId, userId } = store;
  const name = databaseName(store);
  await store.db.delete();
  const old = await openAs(name, 5);
  /** @type {string[]} */
  const told = [];
  const opening = createStore({ serverId, userId, blocked: () => told.push('blocked') });
  await until(() => told.length === 1);
  old.close();
  const fresh = await opening;
  ends.push(() => fresh.close());
  assert.equal(await fresh.db.messages.count(), 0);
});
