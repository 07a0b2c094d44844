/** @import { Store } from '../types.js' */
import { databaseName, removeDatabase } from '../db/schema.js';
import { ApiError, request, shutGate, whoAmI } from '../net/http.js';
import { openChannel } from './channel.js';
import { channelName } from './names.js';
import { forgetSession } from './remembered.js';

/** The wish to be signed out, for as long as the server has not heard of it. */
const LEAVING = 'quchat.leaving';
/** Erased so far as this, when a tab that is frozen doesn't let go of the database: it is empty by then. */
const PATIENCE = 3_000;
/** emoji-picker-element's database: the emoji, and how often this person used each. */
const OFTEN_USED_EMOJI = 'emoji-picker-element-en';

let erasing = false;
/** Whether it is this tab that erases, and still needs the database for it. */
export const isErasing = () => erasing;

/**
 * Signs out here: removes this person's data from the device, in other tabs too, and tells the server; without a network
 * at the next start, before anything else. Ask first when something is unsent.
 * @param {Store} store
 * @returns {Promise<boolean>} whether the server knows
 */
export async function signOut(store) {
  const { deviceId } = store;
  // First: whatever happens from here on, nobody is signed in here when the page opens again.
  localStorage.setItem(LEAVING, JSON.stringify({ device_id: deviceId, database: databaseName(store) }));
  forgetSession();
  await eraseDevice(store);
  return endSession(deviceId);
}

/** Whether somebody signed out here and the server has not heard of it. */
export const isLeaving = () => localStorage.getItem(LEAVING) !== null;

/** Goes on with a sign-out that was cut short. @returns {Promise<boolean>} whether it is done */
export async function finishSigningOut() {
  /** @type {{device_id: string|null, database: string}} */
  const { device_id, database } = JSON.parse(localStorage.getItem(LEAVING) ?? '{}');
  if (database) await within(PATIENCE, removeDatabase(database));
  return endSession(device_id);
}

/** @param {string|null} deviceId */
async function endSession(deviceId) {
  // Who leaves may say so in any mode.
  shutGate(false);
  try {
    const now = await whoAmI();
    // Somebody may have signed in since.
    if (now.device_id === deviceId) await request('POST', '/auth/logout');
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 401) return false;
  }
  localStorage.removeItem(LEAVING);
  return true;
}

/**
 * Whether the server says that this very device was signed out from another one, so that it must erase what it holds. (A
 * session that merely ended says nothing of the kind, and the cookie may be somebody else's.)
 * @param {any} error @param {string|null} deviceId
 */
export const isExpelled = (error, deviceId) =>
  error?.status === 401 && error.details?.reason === 'signed_out' && error.details.device_id === deviceId;

/** @type {Promise<void>|null} */
let expulsion = null;

/** Signed out from another device; every answer of the server says so until it is done. @param {Store} store */
export function beExpelled(store) {
  forgetSession();
  expulsion ??= eraseDevice(store);
  return expulsion;
}

/**
 * Removes everything of this person from the browser, once all tabs have let go of it.
 * @param {Store} store
 */
export async function eraseDevice(store) {
  erasing = true;
  const name = databaseName(store);
  const channel = openChannel(channelName(store));
  channel.post('signed-out');
  channel.close();
  await within(PATIENCE, empty(store));
  store.db.close();
  await Promise.all([within(PATIENCE, removeDatabase(name)), forgetFiles(), forgetNotes(name)]);
  indexedDB.deleteDatabase(OFTEN_USED_EMOJI);
}

/** A frozen tab can hold a database back from being deleted, but not its rows. @param {Store} store */
async function empty({ db }) {
  await db.transaction('rw', db.tables, async () => {
    for (const table of db.tables) await table.clear();
  });
}

/** Pictures and the like, which the service worker keeps; the application itself is nobody's. */
async function forgetFiles() {
  const names = (await globalThis.caches?.keys()) ?? [];
  const ours = names.filter((name) => name.startsWith('quchat-') && !name.startsWith('quchat-shell-'));
  await Promise.all(ours.map((name) => caches.delete(name)));
}

/** What is noted beside a database, under its name. @param {string} name */
async function forgetNotes(name) {
  for (const key of Object.keys(localStorage)) if (key.includes(name)) localStorage.removeItem(key);
}

/** @param {number} ms @param {Promise<any>} work whose failure is no reason to stop erasing */
async function within(ms, work) {
  const done = work.catch((error) => console.warn(error));
  await Promise.race([done, new Promise((resolve) => setTimeout(resolve, ms))]);
}
