/** @import { Held, Local, OutboxEntry } from '../types.js' */
import { fold } from './fold.js';

/** What only this device keeps on a row; everything else is the server's object. */
const BOOKKEEPING = ['local', 'base', 'era', 'uncounted_ordinal'];

/** @param {Object<string, any>} row */
function strip(row) {
  const plain = { ...row };
  for (const field of BOOKKEEPING) delete plain[field];
  return plain;
}

/**
 * What the server last said about a row: null for one that it has not confirmed.
 * @param {(Object<string, any> & Held)|undefined} held
 */
export const serverCopy = (held) => (held ? (held.base === undefined ? strip(held) : held.base) : null);

/**
 * The row to store: the server's copy with the waiting changes laid over it.
 * @param {{base: any, entries: OutboxEntry[], held: any, era: number, userId: string}} parts
 */
export function compose({ base, entries, held, era, userId }) {
  // Rows that came along with another creation (members of a new group) have no creation of their own to start from.
  const start = base ?? (entries[0]?.op === 'create' || !held ? null : strip(held));
  const row = { ...fold(start, entries, userId), era, local: localState(base, entries, held) };
  if (base === null || entries.length > 0) row.base = base;
  if (row.ordinal && (row.sender_id === userId || row.deleted_at)) row.uncounted_ordinal = row.ordinal;
  return row;
}

/** @param {any} base @param {OutboxEntry[]} entries @param {any} held @returns {Local|null} */
function localState(base, entries, held) {
  const parked = entries.find((entry) => entry.state === 'parked');
  if (parked) return { state: 'failed', written_at: parked.written_at, error: parked.error, op: parked.op };
  if (entries.length > 0) return { state: 'sending', written_at: entries[0].written_at };
  const refused = held?.local?.state === 'failed' && held.local.op !== 'create';
  // The text of a refused edit stays until the person has decided about it, whatever arrives meanwhile.
  return base === null || refused ? (held?.local ?? null) : null;
}
