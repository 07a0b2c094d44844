/** @import { LogEntry, Session, Store } from '../types.js' */
import Dexie from 'dexie';
import { databaseName, openDatabase } from '../db/schema.js';
import { applyLog } from '../sync/apply.js';

/**
 * The thread in which large parts of a pull are taken into the database: by the same reducer as in the page, like one
 * more tab. Messages to it: `open` with the session, `apply` with a part.
 */

/** @type {Promise<Store>|null} */
let store = null;

/** @param {Session} session @returns {Promise<Store>} */
async function open({ userId, serverId, deviceId = null }) {
  // Somebody may have signed out while this was loading; then nothing is to be made anew.
  if (!(await Dexie.exists(databaseName({ userId, serverId })))) throw new Error('The database is gone.');
  const db = openDatabase({ userId, serverId });
  await db.open();
  const nothing = { wake: () => {}, inMemory: false, refusal: () => null };
  return { db, userId, serverId, deviceId, now: Date.now, ...nothing };
}

/** @param {{number: number, entry: LogEntry}} task */
async function apply({ number, entry }) {
  try {
    const outcome = await applyLog(/** @type {Store} */ (await store), entry);
    postMessage({ number, outcome });
  } catch (error) {
    // The page tries it itself, and tells what is wrong.
    postMessage({ number, failed: String(error) });
  }
}

addEventListener('message', ({ data }) => {
  if (data.type === 'open') store = open(data.session);
  else apply(data);
});
