/** @import { Session, Store } from '../types.js' */
/** @import { Loss } from './schema.js' */
import { getMeta, setMeta } from './meta.js';
import { withRoom } from './room.js';
import { openDatabase } from './schema.js';

/**
 * Opens the database of a session. The device's id is kept inside it, since it must live and die with the outbox; a
 * session that the server has just confirmed brings it along.
 * @param {Session & {now?: () => number, inMemory?: boolean, blocked?: () => void}} session `blocked`: called when the
 *   database must be upgraded and another tab does not let go of it
 * @returns {Promise<Store & {onWake(fn: () => void): () => void, onLost(fn: (why: Loss) => void): void, close(): void}>}
 */
export async function createStore(session) {
  const { serverId, userId, deviceId = null, now = Date.now, inMemory = false, blocked = () => {} } = session;
  /** @type {Set<() => void>} */
  const sleepers = new Set();
  // Most people never need it.
  const home = inMemory ? (await import('./memory.js')).inMemory() : {};
  /** @type {Set<(why: Loss) => void>} */
  const mourners = new Set();
  const db = openDatabase({ serverId, userId }, home, (why) => {
    for (const fn of mourners) fn(why);
  });
  db.on('blocked', () => {
    blocked();
    return false;
  });
  const store = {
    db,
    inMemory,
    refusal: () => null,
    serverId,
    userId,
    deviceId,
    now,
    wake: () => {
      for (const fn of sleepers) fn();
    },
    /** @param {() => void} fn */
    onWake: (fn) => {
      sleepers.add(fn);
      return () => void sleepers.delete(fn);
    },
    /** The database is taken away: upgraded by another tab, or erased. @param {(why: Loss) => void} fn */
    onLost: (fn) => void mourners.add(fn),
    close: () => db.close(),
  };
  await db.open();
  if (deviceId) await setMeta(store, 'device_id', deviceId);
  else store.deviceId = (await getMeta(store, 'device_id')) ?? null;
  return store;
}

/**
 * Runs `work` in one transaction over all tables. Await nothing but Dexie in it: IndexedDB commits a transaction that
 * stands still, and what was put before stays. When the browser has no room left, old history gives way and `work` runs
 * once more. A loop must ask it something in each round or not await at all: Dexie
 * follows a transaction through no more than about a hundred awaits that don't.
 * @template T
 * @param {Store} store @param {() => Promise<T>} work
 */
export function atomically(store, work) {
  // An async function, whatever `work` is: by that Dexie knows to keep the transaction through native awaits.
  return withRoom(store, () => store.db.transaction('rw', store.db.tables, async () => work()));
}
