/** @import { Store } from '../types.js' */
/** @import { FreedFiles } from './clean-files.js' */
/** @import { Freed } from './clean-up.js' */
import { getMeta, setMeta } from '../db/meta.js';
import { withRoom } from '../db/room.js';
import { databaseName } from '../db/schema.js';
import { iso } from '../lib/time.js';
import { cleanFilesByAge, cleanFilesBySize } from './clean-files.js';
import { cleanByAge, cleanBySize } from './clean-up.js';
import { persistAfterFirstMessage } from './persistence.js';
import { agreeOnKeepDays, preferences } from './preferences.js';
import { measure } from './size.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** So long the files that one sent stay whole: they play without a network, and a restored server may lack them. */
const SENT_KEPT = 14 * DAY;
const NO_FILES = { files: 0, bytes: 0 };
/** After the start there is more urgent work. */
const SETTLED = 60_000;

/** @typedef {Freed & FreedFiles} Cleaned */

/**
 * Keeps what is stored within its bounds, once a day, in one of the tabs, when nothing else is to do; and asks the
 * browser not to lose it.
 * @param {Store & {onWake: (fn: () => void) => () => void}} store
 */
export function keepTidy(store) {
  persistAfterFirstMessage(store).catch((error) => console.warn(error));
  const idle = globalThis.requestIdleCallback ?? setTimeout;
  const check = () => idle(() => void cleanOnceADay(store).catch((error) => console.warn(error)));
  setTimeout(check, SETTLED);
  setInterval(check, HOUR);
}

/** @param {Store} store */
async function cleanOnceADay(store) {
  const clean = async () => {
    const { at = 0 } = (await lastCleanUp(store)) ?? {};
    // Also when the clock was set back far.
    if (Math.abs(store.now() - at) < DAY) return;
    await agreeOnKeepDays(store);
    await cleanUp(store);
  };
  const { locks } = navigator;
  if (!locks) return clean();
  await locks.request(`quchat-clean:${databaseName(store)}`, { ifAvailable: true }, (lock) => (lock ? clean() : null));
}

/**
 * Removes what is too old, and then what is too much: copies of files first.
 * @param {Store} store @returns {Promise<Cleaned>}
 */
export async function cleanUp(store) {
  const { keepDays, budget } = await preferences(store);
  const nothing = { messages: 0, bytes: 0 };
  const files = await cleanFiles(store, keepDays, budget);
  const before = iso(store.now() - (keepDays ?? 0) * DAY);
  const old = keepDays ? await withRoom(store, () => cleanByAge(store, before)) : nothing;
  const over = (await measure(store)).total - budget;
  const much = over > 0 ? await withRoom(store, () => cleanBySize(store, over)) : nothing;
  const freed = {
    messages: old.messages + much.messages,
    files: files.files,
    bytes: files.bytes + old.bytes + much.bytes,
  };
  await setMeta(store, 'cleaned', { at: store.now(), ...freed });
  return freed;
}

/** @param {Store} store @param {number|null} keepDays @param {number} budget @returns {Promise<FreedFiles>} */
async function cleanFiles(store, keepDays, budget) {
  const sent = await cleanFilesByAge(store, store.now() - SENT_KEPT, { wholeOnly: true });
  const old = keepDays ? await cleanFilesByAge(store, store.now() - keepDays * DAY) : NO_FILES;
  const over = (await measure(store)).total - budget;
  const much = over > 0 ? await cleanFilesBySize(store, over) : NO_FILES;
  return { files: sent.files + old.files + much.files, bytes: sent.bytes + old.bytes + much.bytes };
}

/** @param {Store} store @returns {Promise<(Cleaned & {at: number})|undefined>} */
export const lastCleanUp = (store) => getMeta(store, 'cleaned');
