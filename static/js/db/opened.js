/** @import { Store } from '../types.js' */

/** When each conversation was last opened on this device, by which room is made. */

const OPENED = 'opened:';

/** @param {Store} store @param {string} conversationId */
export const noteOpened = (store, conversationId) =>
  store.db.meta.put({ key: OPENED + conversationId, value: store.now() });

/** @param {Store} store @param {string[]} ids @returns {Promise<Map<string, number>>} of those that ever were */
export async function openedAt(store, ids) {
  const rows = await store.db.meta.bulkGet(ids.map((id) => OPENED + id));
  return new Map(rows.flatMap((row) => (row ? [[row.key.slice(OPENED.length), row.value]] : [])));
}

/** @param {Store} store @param {string} conversationId */
export const forgetOpened = (store, conversationId) => store.db.meta.delete(OPENED + conversationId);
