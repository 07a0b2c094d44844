/** @import { Change, LogEntry, Store } from '../types.js' */

import { membershipRef, refOf } from '../db/entities.js';
import { eraseConversation } from '../db/erase.js';
import { currentEra, getCursor, setCursor } from '../db/meta.js';
import { extendRanges, forgetRanges, spansOf } from '../db/ranges.js';
import { atomically } from '../db/store.js';
import { expand } from './expand.js';
import { moveHead, moveReceiptHead } from './head.js';
import { RowSet } from './rowset.js';
import { removeMissing } from './snapshot.js';
import { tidy } from './tidy.js';

/** @typedef {'applied'|'ignored'|'gap'} Outcome */

/**
 * The reducer: takes what follows in one log, from a live packet, a pull or a snapshot alike, into the database.
 * @param {Store} store @param {LogEntry} entry
 * @returns {Promise<Outcome>}
 */
export const applyLog = async (store, entry) => (await applyLogs(store, [entry]))[0];

/**
 * Several at once, in one transaction, so that the screen is drawn once.
 * @param {Store} store @param {LogEntry[]} entries those of one log in their order
 * @returns {Promise<Outcome[]>}
 */
export function applyLogs(store, entries) {
  return atomically(store, async () => {
    const rows = new RowSet(store, await currentEra(store));
    /** @type {Outcome[]} */
    const outcomes = [];
    for (const entry of entries) outcomes.push(await applyOne(store, rows, entry));
    await rows.flush();
    await tidy(store, rows);
    return outcomes;
  });
}

/** @param {Store} store @param {RowSet} rows @param {LogEntry} entry @returns {Promise<Outcome>} */
async function applyOne(store, rows, entry) {
  // Read within the transaction: another packet may have moved it since this one was sent.
  const mine = await getCursor(store, entry.log);
  const outcome = judge(entry, mine);
  if (outcome !== 'applied') return outcome;
  const conversationId = conversationOf(entry.log);
  await takeChanges(store, rows, entry.changes, conversationId);
  if (conversationId) await moveHeads(store, rows, conversationId, entry);
  if (entry.snapshot) await replaceState(store, rows, entry, mine);
  await noteRanges(store, entry, conversationId);
  await setCursor(store, entry.log, entry.to);
  return outcome;
}

/** @param {Store} store @param {RowSet} rows @param {string} id @param {LogEntry} entry */
async function moveHeads(store, rows, id, entry) {
  if (entry.log.startsWith('r:')) return moveReceiptHead(rows, id, entry.to);
  moveHead(rows, id, entry);
  // Receipts may have come before the conversation that they belong to.
  moveReceiptHead(rows, id, (await getCursor(store, `r:${id}`)) ?? 0);
}

/** The from/to rule of protocol.md. @param {LogEntry} entry @param {number|undefined} mine @returns {Outcome} */
export function judge({ from, to, snapshot }, mine) {
  if (mine !== undefined && to <= mine) return 'ignored';
  return snapshot || from <= (mine ?? 0) ? 'applied' : 'gap';
}

/** @param {string} log */
export const conversationOf = (log) => (log.startsWith('u:') ? null : log.slice(2));

/**
 * Merges changes into the rows held, in their order.
 * @param {Store} store @param {RowSet} rows @param {Change[]} changes @param {string|null} conversationId
 */
export async function takeChanges(store, rows, changes, conversationId) {
  const items = changes.map((change) => (change.row ? expand(change, conversationId, store.userId) : []));
  await rows.load(items.flat().map((item) => item.ref));
  if (conversationId) await rows.load([conversationRef(conversationId)]);
  for (const [index, change] of changes.entries()) {
    if (change.op === 'delete') await takeDeletion(store, rows, change, conversationId);
    else for (const { ref, row, merge } of items[index]) rows.merge(ref, row, merge);
  }
}

/** @param {Store} store @param {RowSet} rows @param {Change} change @param {string|null} conversationId */
async function takeDeletion(store, rows, { entity, entity_id }, conversationId) {
  if (entity === 'conversation') {
    await rows.flush();
    await eraseConversation(store, entity_id);
    rows.forgetConversation(entity_id);
    return;
  }
  const ref =
    entity === 'receipt' ? membershipRef(conversationId ?? '', entity_id) : refOf(entity, entity_id, conversationId);
  if (ref) rows.remove(ref);
}

/** @param {string} id */
const conversationRef = (id) => /** @type {import('../db/entities.js').Ref} */ (refOf('conversation', id));

/** @param {Store} store @param {RowSet} rows @param {LogEntry} entry @param {number|undefined} mine */
async function replaceState(store, rows, entry, mine) {
  await rows.flush();
  await removeMissing(store, entry, { known: mine !== undefined, era: rows.era });
  const conversationId = conversationOf(entry.log);
  if (entry.log.startsWith('c:') && mine === undefined)
    await forgetRanges(store, /** @type {string} */ (conversationId));
}

/** Messages that came with their log are held without a hole. @param {Store} store @param {LogEntry} entry @param {string|null} conversationId */
async function noteRanges(store, { changes }, conversationId) {
  const ordinals = changes.flatMap(({ entity, row }) => (entity === 'message' && row?.ordinal ? [row.ordinal] : []));
  if (conversationId && ordinals.length > 0) await extendRanges(store, conversationId, spansOf(ordinals));
}
