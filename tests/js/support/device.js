/** @import { Store } from '../../../static/js/types.js' */
import Dexie from 'dexie';
import { IDBKeyRange, indexedDB } from 'fake-indexeddb';
import { createStore } from '../../../static/js/db/store.js';

// Not by globals: Dexie has looked for those when it was imported, wherever that was.
Object.assign(Dexie.dependencies, { indexedDB, IDBKeyRange });

export const SERVER = '11111111-1111-4111-8111-111111111111';
export const ADA = '00000000-0000-7000-8000-00000000000a';
export const BOB = '00000000-0000-7000-8000-00000000000b';
export const CAROL = '00000000-0000-7000-8000-00000000000c';

/** Midday of a day; tests move it. */
export const NOON = Date.UTC(2026, 10, 21, 12);

/** @type {(Store & {close(): void})[]} */
const open = [];
let count = 0;

/**
 * A person's device with an empty database of its own, and a clock that moves only when told.
 * @param {string} [userId]
 */
export async function device(userId = ADA) {
  const time = { now: NOON };
  // The database's name follows from server and person, so a server of its own makes a database of its own.
  const serverId = SERVER.replace(/.{6}$/, String(++count).padStart(6, '0'));
  const store = await createStore({ serverId, userId, deviceId: `device-${count}`, now: () => time.now });
  open.push(store);
  return Object.assign(store, { time });
}

/** @typedef {Awaited<ReturnType<typeof device>>} Device */

/** Closes what a test opened; open databases keep the process alive. */
export function closeDevices() {
  for (const store of open.splice(0)) store.close();
}

/** Everything a device holds, table by table. @param {Store} store */
export async function contents({ db }) {
  const tables = await Promise.all(db.tables.map(async ({ name }) => [name, await db.table(name).toArray()]));
  return Object.fromEntries(tables);
}

/** What a device still has to send, oldest first; not how far one has read. @param {Store} store */
export async function outboxOf({ db }) {
  return (await db.outbox.orderBy('position').toArray()).filter(({ entity }) => entity !== 'receipt');
}

/**
 * Lets all that is under way in the database come to its end: transactions over all tables run one after another.
 * @param {Store} store
 */
export async function quiet({ db }) {
  for (let round = 0; round < 4; round++) {
    await new Promise((resolve) => setImmediate(resolve));
    await db.transaction('rw', db.tables, () => db.meta.count());
  }
}

/** Waits until something is so; gives up after many turns of the loop. @param {() => Promise<any>|any} condition */
export async function until(condition) {
  for (let turn = 0; turn < 2_000; turn++) {
    if (await condition()) return;
    await new Promise((resolve) => setImmediate(resolve));
  }
  throw new Error(`it never came about that ${condition}`);
}
