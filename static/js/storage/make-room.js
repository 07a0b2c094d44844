/** @import { Store } from '../types.js' */
import { cleanFilesBySize } from './clean-files.js';
import { cleanBySize } from './clean-up.js';

/** At least so much is freed when the browser refuses to keep more: one pull brings about a tenth of it. */
const ENOUGH = 20 * 1024 * 1024;
/** After nothing could be freed there is no use in looking again at once. */
const PAUSE = 5_000;

/** @type {Promise<boolean>|null} */
let running = null;
let emptyHanded = -Infinity;

/**
 * The browser keeps no more: gives up what can be had again. Pictures of people and pages and copies of files first, since
 * removing those needs no room itself; then old history, unread or not, down to the newest page of each conversation.
 * @param {Store} store
 * @returns {Promise<boolean>} whether anything was freed
 */
export function makeRoom(store) {
  if (performance.now() - emptyHanded < PAUSE) return Promise.resolve(false);
  running ??= free(store).finally(() => {
    running = null;
  });
  return running;
}

/** @param {Store} store */
async function free(store) {
  const pictures = (await globalThis.caches?.delete('quchat-avatars')) ?? false;
  const { files, bytes } = await cleanFilesBySize(store, ENOUGH);
  const { messages } = bytes < ENOUGH ? await cleanBySize(store, ENOUGH - bytes, { isFull: true }) : { messages: 0 };
  if (pictures || files > 0 || messages > 0) return true;
  emptyHanded = performance.now();
  return false;
}
