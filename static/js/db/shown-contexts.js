/** @import { Context, Store } from '../types.js' */

/**
 * Somebody else's context is held as long as any conversation shows it: `shown_by` names those of which this device has
 * heard so. One's own come by one's own log and name none.
 */

/** @typedef {Context & {shown_by?: string[]}} Shown */

/** A context as one conversation's log tells it. @param {Context} row @param {string} conversationId @returns {Shown} */
export const shownBy = (row, conversationId) => ({ ...row, shown_by: [conversationId] });

/** @param {Shown} held @param {Shown} row @returns {Shown} the very one that is held when nothing is new */
export function mergeContext(held, row) {
  const before = held.shown_by ?? [];
  const added = (row.shown_by ?? []).filter((id) => !before.includes(id));
  if (row.version <= held.version && added.length === 0) return held;
  const newer = row.version > held.version ? { ...held, ...row } : held;
  return row.shown_by || held.shown_by ? { ...newer, shown_by: [...before, ...added] } : newer;
}

/** What is left of a context when a conversation shows it no more: nothing, where no other does. @template {Shown} T @param {T} row @param {string} conversationId @returns {T|undefined} */
export function hiddenBy(row, conversationId) {
  const shown_by = row.shown_by?.filter((id) => id !== conversationId);
  if (!shown_by) return row;
  return shown_by.length > 0 ? { ...row, shown_by } : undefined;
}

/** A conversation is gone, and with it what only it showed. Within a transaction. @param {Store} store @param {string} conversationId @param {(row: Shown) => boolean} [which] */
export async function hideContexts(store, conversationId, which = () => true) {
  const { contexts } = store.db;
  const rows = (await contexts.where('shown_by').equals(conversationId).toArray()).filter(which);
  const left = rows.flatMap((row) => hiddenBy(row, conversationId) ?? []);
  await contexts.bulkDelete(rows.map(({ id }) => id));
  await contexts.bulkPut(left);
}
