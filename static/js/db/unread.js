/** @import { Conversation, Store } from '../types.js' */

/**
 * How many messages one has not read: what lies between one's pointer and the newest, except own and deleted ones as
 * far as they are held. Derived from ordinals, so that it never drifts.
 * @typedef {{unread: number, firstUnreadOrdinal: number|null}} Unread
 */

/** @type {Unread} */
const NONE = { unread: 0, firstUnreadOrdinal: null };

/** @param {Store} store @param {Conversation[]} conversations @returns {Promise<Unread[]>} in the same order */
export async function countUnread(store, conversations) {
  const own = await store.db.memberships.bulkGet(conversations.map(({ id }) => [id, store.userId]));
  return Promise.all(
    conversations.map(({ id, last_ordinal }, index) => {
      const membership = own[index];
      if (!membership || membership.read_ordinal >= last_ordinal) return NONE;
      return unreadBetween(store, id, membership.read_ordinal, last_ordinal);
    }),
  );
}

/** @param {Store} store @param {string} id @param {number} read @param {number} last @returns {Promise<Unread>} */
async function unreadBetween(store, id, read, last) {
  const keys = await store.db.messages
    .where('[conversation_id+uncounted_ordinal]')
    .between([id, read], [id, last], false, true)
    .keys();
  const uncounted = new Set(keys.map((key) => /** @type {any[]} */ (key)[1]));
  const unread = last - read - uncounted.size;
  if (unread <= 0) return NONE;
  let first = read + 1;
  while (uncounted.has(first)) first += 1;
  return { unread, firstUnreadOrdinal: first };
}
