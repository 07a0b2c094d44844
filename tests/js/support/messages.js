/** @import { Store, StoredMessage } from '../../../static/js/types.js' */
import { readStretch } from '../../../static/js/db/messages.js';
import { heldRanges } from '../../../static/js/db/ranges.js';

const PAGE = 50;

/**
 * Messages as a timeline shows them: by ordinal, then those of this device that have none yet, as written. Only ordinals
 * that are held without a hole: going down from `to` (or from the newest), the list ends where something is missing.
 * @param {Store} store @param {string} conversationId
 * @param {{from?: number, to?: number, limit?: number}} [bounds] ordinals, both included; with `from` there is no limit
 *   unless one is given
 * @returns {Promise<StoredMessage[]>}
 */
export async function listMessages(
  store,
  conversationId,
  { from, to = Infinity, limit = from === undefined ? PAGE : Infinity } = {},
) {
  const ranges = await heldRanges(store, conversationId);
  const range = to === Infinity ? ranges.at(-1) : ranges.find((one) => one.from <= to && to <= one.to);
  if (to !== Infinity && !range) return [];
  const lowest = Math.max(from ?? 1, range?.from ?? 1);
  const { messages } = await readStretch(store, conversationId, { from: lowest, to });
  const placed = messages.filter(({ ordinal }) => ordinal !== null);
  return [...placed.slice(-limit), ...messages.filter(({ ordinal }) => ordinal === null)];
}
