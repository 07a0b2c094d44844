import { RangeSet } from 'dexie';

/** Where Dexie tells other tabs which keys have changed. */
const DEXIE = 'x-storagemutated-1';

/**
 * Runs every live query anew, in all tabs: a page that slept may have missed what others wrote, and Dexie only looks again
 * by itself when a page comes back from the back/forward cache.
 */
export function lookAgain() {
  if (typeof BroadcastChannel === 'undefined') return;
  const channel = new BroadcastChannel(DEXIE);
  channel.postMessage({ all: new RangeSet(-Infinity, /** @type {any} */ ([[]])) });
  channel.close();
}
