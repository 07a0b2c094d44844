/** @import { Store } from '../types.js' */
import { getMeta, setMeta } from './meta.js';

/**
 * Where one was reading in a conversation: a message, and how far below the top of the view it stood. None: at the end.
 * @typedef {{ordinal: number, top: number}} Place
 */

/** @param {string} conversationId */
const key = (conversationId) => `place:${conversationId}`;

/** @param {Store} store @param {string} conversationId @returns {Promise<Place|undefined>} */
export const getPlace = (store, conversationId) => getMeta(store, key(conversationId));

/** @param {Store} store @param {string} conversationId @param {Place|null} place */
export async function savePlace(store, conversationId, place) {
  if (place) await setMeta(store, key(conversationId), place);
  else await store.db.meta.delete(key(conversationId));
}
