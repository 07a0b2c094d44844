/** @import { Store, StoredMessage } from '../types.js' */
import { openedAt } from '../db/opened.js';
import { isQuota } from '../db/quota.js';
import { dropRangesBelow, extendRanges } from '../db/ranges.js';
import { sizeOf } from './size.js';

/** A conversation always keeps its newest page, so that it opens without a network. */
const PAGE = 50;
/** Rows removed in one transaction: others wait no longer than a few milliseconds. */
const CHUNK = 500;

/**
 * Removes old messages from this device; the server keeps them, and they come again when somebody scrolls to them.
 * Never touched: what was written here and has not arrived, what failed, what a draft or a conflict refers to, what is
 * unread, and the newest page of each conversation.
 * @typedef {{messages: number, bytes: number}} Freed
 */

/** Messages older than a moment. @param {Store} store @param {string} before ISO @returns {Promise<Freed>} */
export async function cleanByAge(store, before) {
  const freed = { messages: 0, bytes: 0 };
  for (const id of await store.db.conversations.toCollection().primaryKeys()) {
    await cleanConversation(store, id, freed, { before });
  }
  return freed;
}

/**
 * The oldest messages, of the conversations first that were not opened for the longest time, until so much is free.
 * @param {Store} store @param {number} bytes
 * @param {{isFull?: boolean}} [how] `isFull`: the browser keeps nothing more, so unread messages go, too
 * @returns {Promise<Freed>}
 */
export async function cleanBySize(store, bytes, { isFull = false } = {}) {
  const freed = { messages: 0, bytes: 0 };
  for (const id of await leastRecentlyOpened(store)) {
    if (freed.bytes >= bytes) break;
    await cleanConversation(store, id, freed, { until: bytes, isFull });
  }
  return freed;
}

/** @param {Store} store @returns {Promise<string[]>} */
async function leastRecentlyOpened(store) {
  const ids = await store.db.conversations.toCollection().primaryKeys();
  const opened = await openedAt(store, ids);
  return ids.sort((one, other) => (opened.get(one) ?? 0) - (opened.get(other) ?? 0));
}

/**
 * @param {Store} store @param {string} id @param {Freed} freed grows
 * @param {{before?: string, until?: number, isFull?: boolean}} bounds
 */
async function cleanConversation(store, id, freed, { before = '\uffff', until = Infinity, isFull = false }) {
  const { db } = store;
  /** @type {number|null} */
  let from = -Infinity;
  while (from !== null && freed.bytes < until) {
    const start = /** @type {number} */ (from);
    // Not `atomically`: that cleans up when there is no room.
    const { next, held } = await db.transaction('rw', db.tables, async () => {
      const below = await firstSpared(store, id, !isFull);
      const done = await cleanChunk(store, id, freed, { from: start, below, before });
      if (!isFull) await extendRanges(store, id, done.held);
      return done;
    });
    // On a full disk only what removes succeeds; afterwards there is room to say what is left. Until then the ranges
    // name less than is held, never more.
    if (isFull) await db.transaction('rw', db.ranges, async () => extendRanges(store, id, held)).catch(unlessFull);
    from = next;
    await rest();
  }
}

/** @param {any} error */
function unlessFull(error) {
  if (!isQuota(error)) throw error;
}

/** The ordinal from which on everything stays. @param {Store} store @param {string} id @param {boolean} spareUnread */
async function firstSpared(store, id, spareUnread) {
  const newest = await store.db.messages
    .where('[conversation_id+ordinal]')
    .between([id, -Infinity], [id, Infinity])
    .reverse()
    .limit(PAGE)
    .keys();
  const page = newest.length < PAGE ? -Infinity : /** @type {any} */ (newest[PAGE - 1])[1];
  if (!spareUnread) return page;
  const own = await store.db.memberships.get([id, store.userId]);
  return Math.min(page, (own?.read_ordinal ?? 0) + 1);
}

/**
 * @param {Store} store @param {string} id @param {Freed} freed
 * @param {{from: number, below: number, before: string}} bounds
 * @returns {Promise<{next: number|null, held: {from: number, to: number}[]}>} where to go on (null at the end), and
 *   which of the runs that were shortened are still held
 */
async function cleanChunk(store, id, freed, { from, below, before }) {
  if (from >= below) return { next: null, held: [] };
  const rows = await store.db.messages
    .where('[conversation_id+ordinal]')
    .between([id, from], [id, below], true, false)
    .limit(CHUNK)
    .toArray();
  const old = rows.slice(
    0,
    lengthOfStart(rows, ({ created_at }) => created_at < before),
  );
  if (old.length === 0) return { next: null, held: [] };
  const referred = await referredTo(store);
  const gone = old.filter((row) => isSettled(row) && !referred.has(row.id));
  const next = /** @type {number} */ (/** @type {StoredMessage} */ (old.at(-1)).ordinal) + 1;
  await remove(store, gone, freed);
  const held = await dropRangesBelow(store, id, next);
  return { next: old.length === CHUNK ? next : null, held };
}

/** @param {Store} store @param {StoredMessage[]} rows @param {Freed} freed */
async function remove(store, rows, freed) {
  const ids = rows.map(({ id }) => id);
  await store.db.messages.bulkDelete(ids);
  await store.db.reactions.where('message_id').anyOf(ids).delete();
  await store.db.linkPreviews.bulkDelete(ids);
  freed.messages += rows.length;
  freed.bytes += rows.reduce((sum, row) => sum + sizeOf(row), 0);
}

/** Whether the server has a message as it is here. @param {StoredMessage} row */
const isSettled = (row) => !row.local && row.base === undefined;

/** Messages that something unfinished needs. @param {Store} store @returns {Promise<Set<string>>} */
async function referredTo({ db }) {
  const entries = await db.outbox.toArray();
  const conflicts = await db.conflicts.toArray();
  const drafts = await db.drafts.toArray();
  return new Set([
    ...entries.flatMap(({ entity_id, fields }) => [entity_id, fields.message_id, fields.reply_to]),
    ...conflicts.map(({ entity_id }) => entity_id),
    ...drafts.flatMap(({ replyTo, editing }) => [replyTo, editing]),
  ]);
}

/** How many items from the start on are so. @template T @param {T[]} items @param {(item: T) => boolean} isSo */
function lengthOfStart(items, isSo) {
  const end = items.findIndex((item) => !isSo(item));
  return end < 0 ? items.length : end;
}

/** Lets whoever waits for the database or the screen go first. */
const rest = () => new Promise((resolve) => setTimeout(resolve));
