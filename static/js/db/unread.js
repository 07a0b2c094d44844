/** @import { Conversation, Membership, Store } from '../types.js' */

/**
 * How many messages one has not read: what lies between one's pointer and the newest, except own and deleted ones as
 * far as they are held. Derived from ordinals, so that it never drifts.
 * @typedef {{unread: number, firstUnreadOrdinal: number|null}} Unread
 */

/** @type {Unread} */
export const NONE_UNREAD = { unread: 0, firstUnreadOrdinal: null };

/** @param {Conversation} conversation @param {Membership|undefined} own */
export const isRead = ({ last_ordinal }, own) => !own || own.read_ordinal >= last_ordinal;

/**
 * @param {Store} store @param {Pick<Conversation, 'id'|'last_ordinal'|'first_ordinal'>} conversation
 * @param {Pick<Membership, 'read_ordinal'>} own
 * @returns {Promise<Unread>}
 */
export async function countUnread(store, { id, last_ordinal, first_ordinal = 1 }, { read_ordinal }) {
  // What became too old before one read it is unread no more.
  const read = Math.max(read_ordinal, first_ordinal - 1);
  const unread = last_ordinal - read - (await uncounted(store, id, read, last_ordinal).count());
  if (unread <= 0) return NONE_UNREAD;
  return { unread, firstUnreadOrdinal: await firstCounted(store, id, read, last_ordinal) };
}

/** @param {Store} store @param {string} id @param {number} after @param {number} last */
const uncounted = (store, id, after, last) =>
  store.db.messages.where('[conversation_id+uncounted_ordinal]').between([id, after], [id, last], false, true);

/** The first ordinal that counts, looking at no more keys than stand before it. @param {Store} store @param {string} id @param {number} read @param {number} last */
async function firstCounted(store, id, read, last) {
  let first = read + 1;
  for (;;) {
    const keys = await uncounted(store, id, first - 1, last)
      .limit(20)
      .keys();
    for (const key of keys) {
      if (/** @type {any[]} */ (key)[1] !== first) return first;
      first += 1;
    }
    if (keys.length < 20) return first;
  }
}
