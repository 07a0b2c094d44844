/** @import { Store } from '../types.js' */
import Dexie from 'dexie';
import { isQuota } from './quota.js';

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
