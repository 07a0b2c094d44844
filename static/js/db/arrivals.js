/** @import { Store, StoredMessage } from '../types.js' */
import { countUnread } from './unread.js';

/**
 * What others have said after an ordinal: how much, where it begins, and the newest of it.
 * @typedef {{last: number, count: number, first: number|null, newest: StoredMessage[]}} Arrivals `last`: the newest
 *   ordinal, of anybody
 */

/**
 * @param {Store} store @param {string} conversationId @param {number} after ordinal
 * @param {number} limit of how many the messages themselves are wanted
 * @returns {Promise<Arrivals|null>} null: nothing has come
 */
export async function arrivalsAfter(store, conversationId, after, limit) {
  const rows = await store.db.messages
    .where('[conversation_id+ordinal]')
    .between([conversationId, after], [conversationId, Infinity], false)
    .reverse()
    .limit(limit)
    .toArray();
  const last = rows[0]?.ordinal;
  if (!last) return null;
  const position = { id: conversationId, last_ordinal: last };
  const { unread, firstUnreadOrdinal } = await countUnread(store, position, { read_ordinal: after });
  const newest = rows.filter(({ uncounted_ordinal }) => uncounted_ordinal === undefined).reverse();
  return { last, count: unread, first: firstUnreadOrdinal, newest };
}
