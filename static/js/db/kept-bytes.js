/** @import { HeldBlob, Store } from '../types.js' */
import { isQuota } from './quota.js';

/**
 * The bytes of a file as this database can keep them: a Blob, which browsers hold on the disk. The databases of Safari's
 * private windows take none; there it is the bytes themselves.
 * @typedef {HeldBlob['blob']} Kept
 */

/** What each store has answered. @type {WeakMap<Store, Promise<boolean>>} */
const answers = new WeakMap();

/** Not within a transaction, which would end meanwhile. @param {Store} store @param {Blob} blob @returns {Promise<Kept>} */
export async function keepable(store, blob) {
  if (!answers.has(store)) answers.set(store, takesBlobs(store));
  if (await answers.get(store)) return blob;
  return { type: blob.type, size: blob.size, bytes: await blob.arrayBuffer() };
}

/** @template {Kept|undefined} T @param {T} kept @returns {Blob|Extract<T, undefined>} */
export function blobFrom(kept) {
  if (kept === undefined || kept instanceof Blob) return /** @type {any} */ (kept);
  return new Blob([kept.bytes], { type: kept.type });
}

/** @param {Kept} kept @param {string} type @returns {Kept} */
export const withType = (kept, type) => (kept instanceof Blob ? kept.slice(0, kept.size, type) : { ...kept, type });

/** Tries it. A full disk says nothing about it, and will be told of where something real does not fit. @param {Store} store */
async function takesBlobs({ db }) {
  const key = 'blob_tried';
  try {
    await db.transaction('rw', db.meta, async () => {
      await db.meta.put({ key, value: new Blob(['?']) });
      await db.meta.delete(key);
    });
    return true;
  } catch (error) {
    return isQuota(error);
  }
}
