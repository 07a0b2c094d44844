/** @import { SyncMode } from '../types.js' */
import { observable } from '../lib/observable.js';
import { shutGate, tellThroughGate } from '../net/http.js';
import { changeSyncConfig } from '../net/sync-config.js';
import { amend, remembered } from './remembered.js';

/**
 * How this device keeps things. **hybrid**: in its database, in step with the server. **cloud-only**: in memory while the
 * page is open, and what is written needs the server. **local-only**: in its database, and no request leaves.
 * @type {SyncMode[]}
 */
export const MODES = ['hybrid', 'cloud-only', 'local-only'];

/** So long the server is told of it when nothing may leave afterwards. */
const PATIENCE = 3_000;

export const mode = observable(/** @type {SyncMode} */ (remembered()?.mode ?? 'hybrid'));
mode.subscribe((now) => shutGate(now === 'local-only'));

/** Whether the data lives elsewhere in one of the two: then all tabs begin anew. @param {SyncMode} one @param {SyncMode} other */
export const movesHouse = (one, other) => (one === 'cloud-only') !== (other === 'cloud-only');

/** Another tab has changed it, or it was just learned. @param {SyncMode} now */
export function followMode(now) {
  if (now !== mode.get()) mode.set(now);
}

/** Keeps things in another way from here on. The server is told now, or at the next contact. @param {SyncMode} next */
export async function chooseMode(next) {
  amend({ mode: next, untold: true });
  followMode(next);
  const patience = new Promise((resolve) => setTimeout(resolve, PATIENCE));
  await tellThroughGate(() => Promise.race([tellMode(), patience]));
}

/**
 * The server's word, by which a device may be changed from outside.
 * @param {string} wanted @param {string|null} deviceId as which this browser is signed in now
 * @returns {SyncMode|null} the mode to change to; null when all is well
 */
export function heardMode(wanted, deviceId) {
  const held = remembered();
  const next = MODES.find((one) => one === wanted);
  if (!held || !next || next === held.mode) return null;
  // Who signs in again is a new device for the server, and it knows nothing of this browser.
  const isUninformed = deviceId !== held.device_id && next === 'hybrid';
  if (!held.untold && !isUninformed) return next;
  void tellMode();
  return null;
}

async function tellMode() {
  const held = remembered();
  try {
    await changeSyncConfig({ mode: held?.mode });
    if (remembered()?.mode === held?.mode) amend({ untold: false });
  } catch (error) {
    // It is said at the next contact.
    console.warn(error);
  }
}
