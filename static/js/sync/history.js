/** @import { Change, Store } from '../types.js' */
import { beginningOf } from '../db/beginning.js';
import { currentEra } from '../db/meta.js';
import { extendRanges } from '../db/ranges.js';
import { atomically } from '../db/store.js';
import { request } from '../net/http.js';
import { mergeChanges } from './changes.js';
import { refsOf } from './expand.js';
import { RowSet } from './rowset.js';
import { tidy } from './tidy.js';

const PAGE = 100;

/**
 * Which page of a conversation is wanted: what ends before an ordinal, begins after one, lies around one, or around the
 * first message of a moment; nothing: the newest.
 * @typedef {{before?: number, after?: number, around?: number, around_time?: string}} Where
 * @typedef {{oldest: number, newest: number}} Page ordinals of what came
 */

/**
 * Fetches a page of history, and keeps it. What lies between it and what is held already stays a hole.
 * @param {Store} store @param {string} conversationId @param {Where} [where]
 * @param {{ask?: typeof request}} [ways]
 * @returns {Promise<Page|null>} null: there is nothing
 */
export async function fetchHistory(store, conversationId, where = {}, { ask = request } = {}) {
  if (await isOnlyHere(store, conversationId)) return null;
  const query = new URLSearchParams({ limit: `${PAGE}` });
  for (const [name, value] of Object.entries(where)) query.set(name, `${value}`);
  const page = await ask('GET', `/messages/${conversationId}?${query}`);
  if (page.oldest === null) return null;
  const contexts = await missingContexts(store, conversationId, page, ask);
  await atomically(store, () => takePage(store, conversationId, { ...page, contexts }));
  return { oldest: page.oldest, newest: page.newest };
}

/** A conversation that the server has not heard of has no history there. @param {Store} store @param {string} id */
const isOnlyHere = async (store, id) => (await store.db.conversations.get(id))?.base === null;

/**
 * What the page's messages carry and this device does not hold. Of what is not there any more the answer says nothing.
 * @param {Store} store @param {string} id @param {any} page @param {typeof request} ask
 */
async function missingContexts(store, id, { messages, oldest, newest }, ask) {
  const named = [...new Set(messages.flatMap((/** @type {any} */ row) => row.context_ids))];
  const held = await store.db.contexts.bulkGet(/** @type {string[]} */ (named));
  if (held.every((row) => row)) return [];
  return (await ask('GET', `/conversations/${id}/contexts?from=${oldest}&to=${newest}`)).contexts;
}

/** @param {Store} store @param {string} id @param {any} page */
async function takePage(store, id, { messages, reactions = [], link_previews = [], contexts, oldest, newest }) {
  // It may have been lost while the page was on its way, or begin later now.
  const home = await store.db.conversations.get(id);
  const first = beginningOf(home);
  if (!home || newest < first) return;
  const rows = new RowSet(store, await currentEra(store));
  const changes = [
    ...asChanges(
      'message',
      messages.filter((/** @type {any} */ row) => row.ordinal >= first),
    ),
    ...asChanges('reaction', reactions),
    ...asChanges('link_preview', link_previews, 'message_id'),
    ...asChanges('context', contexts),
  ];
  await rows.load(refsOf(changes, id, store.userId));
  mergeChanges(rows, changes, id);
  await rows.flush();
  await tidy(store, rows);
  await extendRanges(store, id, [{ from: Math.max(oldest, first), to: newest }]);
}

/** @param {'message'|'reaction'|'link_preview'|'context'} entity @param {any[]} rows @param {string} [key] @returns {Change[]} */
const asChanges = (entity, rows, key = 'id') =>
  rows.map((row) => ({ seq: row.version, entity, entity_id: row[key], op: 'upsert', row }));
