/** @import { Store } from '../types.js' */
import Dexie from 'dexie';

/**
 * Whether the browser refused to keep more. A transaction that was too large is taken back as a whole, after all its
 * parts were reported as done; the reason stands inside.
 * @param {any} error
 * @returns {boolean}
 */
export const isQuota = (error) =>
  error?.name === 'QuotaExceededError' || [error?.inner, error?.failures?.[0]].some((one) => one && isQuota(one));

/**
 * Runs what writes; when there is no room for it, makes some, and tries once more. Whatever was written by a failed
 * attempt is gone, so `work` begins from nothing.
 * @template T
 * @param {Store} store @param {() => PromiseLike<T>} work
 * @returns {Promise<T>}
 */
export async function withRoom(store, work) {
  try {
    return await work();
  } catch (error) {
    // Within a transaction of others there is nothing to try again: they do.
    if (!isQuota(error) || Dexie.currentTransaction) throw error;
    // Rarely needed, and above this layer: it comes when it is.
    const { makeRoom } = await import('../storage/make-room.js');
    if (!(await makeRoom(store))) throw error;
    return work();
  }
}
