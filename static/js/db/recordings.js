/** @import { Store } from '../types.js' */
import { blobFrom, keepable } from './kept-bytes.js';

/**
 * A recording under way, kept second by second, so that it outlives the page: rows `recording:<conversation>:<number>` of
 * the facts about this database, since there is one at most and it is gone in a few minutes.
 * @typedef {{blob: Blob, levels: number[], stepMs: number}} Piece
 */

/** @param {string} conversationId */
const prefix = (conversationId) => `recording:${conversationId}:`;

/** @param {Store} store @param {string} conversationId @param {number} index @param {Piece} piece */
export async function keepPiece(store, conversationId, index, piece) {
  const value = { ...piece, blob: await keepable(store, piece.blob) };
  await store.db.meta.put({ key: prefix(conversationId) + `${index}`.padStart(6, '0'), value });
}

/** What is kept of a recording, in its order. @param {Store} store @param {string} conversationId @returns {Promise<Piece[]>} */
export async function keptPieces(store, conversationId) {
  const rows = await store.db.meta.where('key').startsWith(prefix(conversationId)).sortBy('key');
  return rows.map(({ value }) => ({ ...value, blob: blobFrom(value.blob) }));
}

/** Whether there is anything of one. @param {Store} store @param {string} conversationId */
export const hasPieces = async (store, conversationId) =>
  (await store.db.meta.where('key').startsWith(prefix(conversationId)).count()) > 0;

/** @param {Store} store @param {string} conversationId */
export const forgetPieces = (store, conversationId) =>
  store.db.meta.where('key').startsWith(prefix(conversationId)).delete();
