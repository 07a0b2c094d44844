/** @import { Store, StoredMessage } from '../types.js' */
import { heldRanges } from './ranges.js';

/**
 * The first message of a moment or later, as far as is held; `certain`: nothing that is not held could come before it.
 * Times grow with ordinals, so halving finds it.
 * @param {Store} store @param {string} conversationId @param {string} moment
 * @returns {Promise<{ordinal: number, certain: boolean}|null>} null: nothing so new is held
 */
export async function firstHeldSince(store, conversationId, moment) {
  for (const { from, to } of await heldRanges(store, conversationId)) {
    if ((await timeOf(store, conversationId, to)) < moment) continue;
    let [low, high] = [from, to];
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if ((await timeOf(store, conversationId, middle)) < moment) low = middle + 1;
      else high = middle;
    }
    return { ordinal: low, certain: low > from || from === 1 };
  }
  return null;
}

/** @param {Store} store @param {string} conversationId @param {number} ordinal */
async function timeOf(store, conversationId, ordinal) {
  const row = await store.db.messages.where('[conversation_id+ordinal]').equals([conversationId, ordinal]).first();
  return row?.created_at ?? '';
}
