/** @import { Range, Store } from '../types.js' */

/**
 * Which ordinals of a conversation are held without a hole.
 * @typedef {{from: number, to: number}} Span both ends included
 */

/** Spans with one more; those that meet become one. @param {Span[]} spans sorted @param {Span} added @returns {Span[]} sorted */
export function addSpan(spans, added) {
  if (spans.some((span) => span.from <= added.from && added.to <= span.to)) return spans;
  const apart = spans.filter((span) => span.to < added.from - 1 || span.from > added.to + 1);
  const touching = spans.filter((span) => !apart.includes(span));
  const from = Math.min(added.from, ...touching.map((span) => span.from));
  const to = Math.max(added.to, ...touching.map((span) => span.to));
  return [...apart, { from, to }].sort((one, other) => one.from - other.from);
}

/** The runs in a list of ordinals. @param {Iterable<number>} ordinals @returns {Span[]} */
export function spansOf(ordinals) {
  /** @type {Span[]} */
  const spans = [];
  for (const ordinal of [...new Set(ordinals)].sort((one, other) => one - other)) {
    const last = spans.at(-1);
    if (last && last.to === ordinal - 1) last.to = ordinal;
    else spans.push({ from: ordinal, to: ordinal });
  }
  return spans;
}

/** @param {Store} store @param {string} id */
const rangesIn = (store, id) =>
  store.db.ranges.where('[conversation_id+from]').between([id, -Infinity], [id, Infinity]);

/** @param {Store} store @param {string} conversationId @returns {Promise<Range[]>} oldest first */
export const heldRanges = (store, conversationId) => rangesIn(store, conversationId).sortBy('from');

/** Notes that these ordinals are held now. @param {Store} store @param {string} conversationId @param {Span[]} added */
export async function extendRanges(store, conversationId, added) {
  const ranges = await heldRanges(store, conversationId);
  const spans = added.reduce(addSpan, /** @type {Span[]} */ (ranges));
  const kept = new Set(ranges);
  const fresh = spans.filter((span) => !kept.has(/** @type {Range} */ (span)));
  const gone = ranges.filter((range) => !spans.includes(range));
  if (gone.length > 0) await store.db.ranges.bulkDelete(gone.map((range) => [conversationId, range.from]));
  await store.db.ranges.bulkPut(fresh.map(({ from, to }) => ({ conversation_id: conversationId, from, to })));
}

/**
 * Notes that what lies before an ordinal is held no more. Only removes, which needs no room on the disk.
 * @param {Store} store @param {string} conversationId @param {number} ordinal
 * @returns {Promise<Span[]>} what of the removed ones is still held, to be noted by `extendRanges`
 */
export async function dropRangesBelow(store, conversationId, ordinal) {
  const shrunk = (await heldRanges(store, conversationId)).filter((range) => range.from < ordinal);
  await store.db.ranges.bulkDelete(shrunk.map((range) => [conversationId, range.from]));
  return shrunk.filter((range) => range.to >= ordinal).map(({ to }) => ({ from: ordinal, to }));
}

/** @param {Store} store @param {string} conversationId */
export const forgetRanges = (store, conversationId) => rangesIn(store, conversationId).delete();
