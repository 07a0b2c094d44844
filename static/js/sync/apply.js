/** @import { Change, LogEntry, Store } from '../types.js' */
/** @import { Ref } from '../db/entities.js' */
import { refOf } from '../db/entities.js';
import { currentEra, getCursors, setCursors } from '../db/meta.js';
import { extendRanges, forgetRanges, spansOf } from '../db/ranges.js';
import { atomically } from '../db/store.js';
import { losesConversation, mergeChanges, takeChanges } from './changes.js';
import { refsOf } from './expand.js';
import { moveHead, moveReceiptHead } from './head.js';
import { RowSet } from './rowset.js';
import { removeMissing } from './snapshot.js';
import { tidy } from './tidy.js';

/** @typedef {'applied'|'ignored'|'gap'} Outcome */
/** @typedef {Map<string, number>} Cursors by log; a log never seen has none */

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
    // Read within the transaction: another packet may have moved them since these were sent.
    const cursors = await getCursors(
      store,
      entries.flatMap(({ log }) => [log, log.replace('c:', 'r:')]),
    );
    const rows = new RowSet(store, await currentEra(store), cursors);
    await rows.load(entries.flatMap((entry) => refsNeeded(entry, store.userId)));
    /** @type {Outcome[]} */
    const outcomes = [];
    for (const entry of entries) {
      const mine = cursors.get(entry.log);
      outcomes.push(judge(entry, mine));
      if (outcomes.at(-1) !== 'applied') continue;
      if (isPlain(entry)) takePlain(rows, entry);
      else await takeWhole(store, rows, entry, mine);
    }
    await rows.flush();
    await noteRanges(
      store,
      entries.filter((_, index) => outcomes[index] === 'applied'),
    );
    await setCursors(store, cursors);
    await tidy(store, rows);
    return outcomes;
  });
}

/** @param {LogEntry} entry @param {string} userId @returns {Ref[]} */
function refsNeeded({ log, changes }, userId) {
  const id = conversationOf(log);
  const home = id ? [/** @type {Ref} */ (refOf('conversation', id))] : [];
  return [...home, ...refsOf(changes, id, userId)];
}

/**
 * @param {Store} store @param {RowSet} rows @param {LogEntry} entry
 * @param {number|undefined} mine where its log stands
 */
async function takeWhole(store, rows, entry, mine) {
  await takeChanges(store, rows, entry.changes, conversationOf(entry.log));
  move(rows, entry);
  if (entry.snapshot) await replaceState(store, rows, entry, mine);
}

/** @param {LogEntry} entry */
const isPlain = ({ snapshot, changes }) => !snapshot && !changes.some(losesConversation);

/** @param {RowSet} rows @param {LogEntry} entry */
function takePlain(rows, entry) {
  mergeChanges(rows, entry.changes, conversationOf(entry.log));
  move(rows, entry);
}

/** @param {RowSet} rows @param {LogEntry} entry */
function move(rows, entry) {
  rows.cursors.set(entry.log, entry.to);
  const conversationId = conversationOf(entry.log);
  if (conversationId) moveHeads(rows, conversationId, entry);
}

/** The from/to rule of protocol.md. @param {LogEntry} entry @param {number|undefined} mine @returns {Outcome} */
export function judge({ from, to, snapshot }, mine) {
  if (mine !== undefined && to <= mine) return 'ignored';
  return snapshot || from <= (mine ?? 0) ? 'applied' : 'gap';
}

/** @param {string} log */
export const conversationOf = (log) => (log.startsWith('u:') ? null : log.slice(2));

/** @param {RowSet} rows @param {string} id @param {LogEntry} entry */
function moveHeads(rows, id, entry) {
  if (entry.log.startsWith('c:')) moveHead(rows, id, entry);
  // Receipts may have come before the conversation that they belong to.
  moveReceiptHead(rows, id, rows.cursors.get(`r:${id}`) ?? 0);
}

/** @param {Store} store @param {RowSet} rows @param {LogEntry} entry @param {number|undefined} mine */
async function replaceState(store, rows, entry, mine) {
  await rows.flush();
  await removeMissing(store, rows, entry, mine !== undefined);
  if (entry.log.startsWith('c:') && mine === undefined) await forgetRanges(store, entry.log.slice(2));
}

/** Messages that came with their log are held without a hole. @param {Store} store @param {LogEntry[]} entries */
async function noteRanges(store, entries) {
  /** @type {Map<string, number[]>} */
  const ordinals = new Map();
  for (const { log, changes } of entries.filter((entry) => entry.log.startsWith('c:'))) {
    const arrived = changes.flatMap(({ entity, row }) => (entity === 'message' && row?.ordinal ? [row.ordinal] : []));
    if (arrived.length > 0) ordinals.set(log.slice(2), [...(ordinals.get(log.slice(2)) ?? []), ...arrived]);
  }
  for (const [id, arrived] of ordinals) await extendRanges(store, id, spansOf(arrived));
}
