/** @import { Change, Store } from '../types.js' */
import { currentEra } from '../db/meta.js';
import { extendRanges, rangeAt } from '../db/ranges.js';
import { atomically } from '../db/store.js';
import { request } from '../net/http.js';
import { mergeChanges } from './changes.js';
import { refsOf } from './expand.js';
import { RowSet } from './rowset.js';
import { tidy } from './tidy.js';

const PAGE = 50;

/**
 * Fetches the page of history before what is held without a hole, and keeps it.
 * @param {Store} store @param {string} conversationId
 * @param {{ask?: typeof request}} [ways]
 * @returns {Promise<{hasOlder: boolean}>}
 */
export async function loadOlder(store, conversationId, { ask = request } = {}) {
  const held = await rangeAt(store, conversationId);
  if (held?.from === 1 || (await isOnlyHere(store, conversationId))) return { hasOlder: false };
  const before = held ? `&before=${held.from}` : '';
  const page = await ask('GET', `/messages/${conversationId}?limit=${PAGE}${before}`);
  await atomically(store, () => takePage(store, conversationId, page, held?.from));
  // Another run may have been reached, which was held already.
  const now = await rangeAt(store, conversationId);
  return { hasOlder: page.has_older && now?.from !== 1 };
}

/** A conversation that the server has not heard of has no history there. @param {Store} store @param {string} id */
const isOnlyHere = async (store, id) => (await store.db.conversations.get(id))?.base === null;

/** @param {Store} store @param {string} id @param {any} page @param {number} [before] */
async function takePage(store, id, { messages, reactions = [], oldest, newest }, before) {
  const rows = new RowSet(store, await currentEra(store));
  const changes = [...asChanges('message', messages), ...asChanges('reaction', reactions)];
  await rows.load(refsOf(changes, id, store.userId));
  mergeChanges(rows, changes, id);
  await rows.flush();
  await tidy(store, rows);
  if (oldest !== null) await extendRanges(store, id, [{ from: oldest, to: before ? before - 1 : newest }]);
}

/** @param {'message'|'reaction'} entity @param {any[]} rows @returns {Change[]} */
const asChanges = (entity, rows) =>
  rows.map((row) => ({ seq: row.version, entity, entity_id: row.id, op: 'upsert', row }));
