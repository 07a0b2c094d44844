/** @import { Store } from '../types.js' */
import { allCursors, currentEra, getMeta } from './meta.js';

/**
 * What this device holds, for somebody who wants to know, or who reports a fault. No texts, no names of people.
 * @typedef {{facts: {server: string, user: string, device: string|null, epoch: string|null, era: number, schema: number},
 *   rows: Object<string, number>, outbox: Object<string, number>,
 *   logs: {log: string, cursor: number, held: string}[]}} Inspection
 *   `rows` by table, `outbox` by state; `held`: the runs of ordinals without a hole, "1–50, 120–300"
 */

/** @param {Store} store @returns {Promise<Inspection>} */
export async function inspect(store) {
  const { db } = store;
  const [epoch, era, cursors, entries, ranges] = await Promise.all([
    getMeta(store, 'epoch'),
    currentEra(store),
    allCursors(store),
    db.outbox.toArray(),
    db.ranges.toArray(),
  ]);
  const sizes = await Promise.all(
    db.tables.map(async (table) => /** @type {const} */ ([table.name, await table.count()])),
  );
  const logs = Object.entries(cursors).sort(([one], [other]) => (one < other ? -1 : 1));
  return {
    facts: {
      server: store.serverId,
      user: store.userId,
      device: store.deviceId,
      epoch: epoch ?? null,
      era,
      schema: db.verno,
    },
    rows: Object.fromEntries(sizes),
    outbox: countBy(entries.map(({ state }) => state)),
    logs: logs.map(([log, cursor]) => ({ log, cursor, held: log.startsWith('c:') ? runs(ranges, log.slice(2)) : '' })),
  };
}

/** @param {string[]} names */
function countBy(names) {
  /** @type {Object<string, number>} */
  const counts = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

/** @param {import('../types.js').Range[]} ranges @param {string} id */
const runs = (ranges, id) =>
  ranges
    .filter((range) => range.conversation_id === id)
    .map(({ from, to }) => `${from}–${to}`)
    .join(', ');
