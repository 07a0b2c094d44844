/** @import { LogEntry, Store } from '../types.js' */
/** @import { Outcome } from './apply.js' */
import { applyLog } from './apply.js';

/**
 * Parts with so many changes would keep the page from drawing for a frame or more; smaller ones, like the newest page of
 * a conversation, cost less than starting the worker.
 */
const LARGE = 100;
/** A worker that says nothing for so long has died. */
const PATIENCE = 30_000;
/** After this without anything large its memory is given back. */
const REST_AFTER = 60_000;

/**
 * @typedef {{postMessage: (message: any) => void, terminate: () => void, onmessage: any, onerror: any}} Thread
 */

/** @returns {Thread} */
const startThread = () => new Worker(new URL('../worker/apply.js', import.meta.url), { type: 'module', name: 'apply' });

/**
 * Takes the parts of a pull: small ones here, large ones in a worker, so that one can go on typing and scrolling while
 * five thousand changes come in. Where the worker can't be had or fails, the page does it: applying twice changes nothing.
 * @param {Store} store @param {{start?: (() => Thread)|null}} [ways]
 */
export function createApplier(store, { start = typeof Worker === 'undefined' ? null : startThread } = {}) {
  /** @type {Thread|null} */
  let thread = null;
  let number = 0;
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  let resting;
  const ways = store.inMemory ? null : start;

  function running() {
    if (thread) return thread;
    const { userId, serverId, deviceId } = store;
    thread = /** @type {() => Thread} */ (ways)();
    thread.postMessage({ type: 'open', session: { userId, serverId, deviceId } });
    return thread;
  }

  function stop() {
    clearTimeout(resting);
    thread?.terminate();
    thread = null;
  }

  /** @param {LogEntry} entry @returns {Promise<Outcome>} */
  function elsewhere(entry) {
    const mine = ++number;
    return new Promise((resolve, reject) => {
      const end = setTimeout(() => reject(new Error('no answer')), PATIENCE);
      /** @param {() => void} settle */
      const settled = (settle) => {
        clearTimeout(end);
        settle();
      };
      const worker = running();
      worker.onmessage = (/** @type {MessageEvent} */ { data }) => {
        if (data.number !== mine) return;
        settled(() => (data.failed ? reject(new Error(data.failed)) : resolve(data.outcome)));
      };
      worker.onerror = (/** @type {ErrorEvent} */ event) => settled(() => reject(new Error(event.message)));
      worker.postMessage({ type: 'apply', number: mine, entry });
    });
  }

  return {
    /** One at a time, as a pull does. @param {LogEntry} entry @returns {Promise<Outcome>} */
    async apply(entry) {
      if (!ways || entry.changes.length < LARGE) return applyLog(store, entry);
      try {
        clearTimeout(resting);
        const outcome = await elsewhere(entry);
        resting = setTimeout(stop, REST_AFTER);
        return outcome;
      } catch (error) {
        console.warn('Applying in the page:', error);
        stop();
        return applyLog(store, entry);
      }
    },
    stop,
  };
}
