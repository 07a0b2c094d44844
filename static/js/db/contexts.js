/** @import { Context, Category, Store, StoredContext } from '../types.js' */
import { compare } from '../lib/text.js';
import { uuid7 } from '../lib/uuid.js';
import { fold } from '../search/fold.js';
import { ensureConversation } from './conversation-creation.js';
import { attachToDraft, detachFromDraft, getDraft } from './drafts.js';
import { thingOf } from './entities.js';
import { enqueue } from './outbox.js';
import { atomically } from './store.js';
import { needsConversation, write } from './write.js';

/** The server's limits (protocol.md). */
export const LIMITS = { title: 200, content: 50_000, tags: 20, tag: 50, attached: 20, kept: 1_000 };

/** @type {Category[]} */
export const CATEGORIES = ['knowledge', 'document', 'chat', 'code', 'custom'];

/** @typedef {'updated'|'title'|'created'|'used'|'last_used'} Sort */

/** @type {Record<Sort, (one: Context, other: Context) => number>} */
const ORDERS = {
  updated: (one, other) => compare(other.updated_at, one.updated_at),
  created: (one, other) => compare(other.created_at, one.created_at),
  title: (one, other) => one.title.localeCompare(other.title),
  used: (one, other) => other.usage_count - one.usage_count,
  last_used: (one, other) => compare(other.last_used_at ?? '', one.last_used_at ?? ''),
};

/** One's own. @param {Store} store @returns {Promise<StoredContext[]>} */
export const listContexts = async (store) =>
  (await store.db.contexts.toArray()).filter((row) => row.owner_id === store.userId && !row.deleted_at);

/**
 * Those that fit, in the order asked for.
 * @template {Context} T
 * @param {T[]} contexts
 * @param {{query?: string, category?: Category|'', tag?: string, favorite?: boolean, sort?: Sort}} wanted every word of
 *   the query is looked for in title, content and tags
 */
export function sift(contexts, { query = '', category = '', tag = '', favorite = false, sort = 'updated' }) {
  const asked = fold(query).split(/\s+/).filter(Boolean);
  const fitting = contexts.filter(
    (one) =>
      (!category || one.category === category) &&
      (!favorite || one.is_favorite) &&
      (!tag || one.tags.some((held) => fold(held) === fold(tag))) &&
      says(one, asked),
  );
  return fitting.sort((one, other) => ORDERS[sort](one, other) || ORDERS.updated(one, other));
}

/** @param {Context} context @param {string[]} asked */
function says({ title, content, tags }, asked) {
  if (asked.length === 0) return true;
  const said = fold([title, content, ...tags].join('\n'));
  return asked.every((word) => said.includes(word));
}

/** Each tag once, whatever its case, as the server keeps them. @param {string[]} tags */
export function tidyTags(tags) {
  /** @type {Map<string, string>} */
  const held = new Map();
  for (const tag of tags.map((one) => one.split(/\s+/).filter(Boolean).join(' ')).filter(Boolean))
    if (!held.has(tag.toLowerCase())) held.set(tag.toLowerCase(), tag);
  return [...held.values()];
}

/** Those that are held, one's own and others'. @param {Store} store @param {string[]} ids @returns {Promise<Map<string, StoredContext>>} */
export async function contextsById(store, ids) {
  const rows = ids.length > 0 ? await store.db.contexts.bulkGet(ids) : [];
  return new Map(rows.flatMap((row) => (row && !row.deleted_at ? [[row.id, row]] : [])));
}

/** @typedef {{title: string, content: string, category: Category, tags: string[]}} Written */

/**
 * @param {Store} store @param {Written & {is_favorite?: boolean, metadata?: Object<string, any>|null}} fields
 * @returns {Promise<string>} its id
 */
export async function createContext(store, fields) {
  const id = uuid7(store.now());
  await atomically(store, () => write(store, { entity: 'context', id, op: 'create', fields }));
  store.wake();
  return id;
}

/** @param {Store} store @param {string} id @param {Partial<Written> & {is_favorite?: boolean}} fields those that change */
export async function updateContext(store, id, fields) {
  await atomically(store, async () => {
    const held = await store.db.contexts.get(id);
    if (held) await write(store, { entity: 'context', id, op: 'update', fields, before: whole(held) });
  });
  store.wake();
}

/** All that it said: should it be deleted elsewhere meanwhile, the server has forgotten. @param {StoredContext} held @returns {Written} */
function whole(held) {
  const { title, content, category, tags } = held.base ?? held;
  return { title, content, category, tags };
}

/** @param {Store} store @param {string} id */
export async function deleteContext(store, id) {
  await atomically(store, async () => {
    const held = await store.db.contexts.get(id);
    if (held) await write(store, { entity: 'context', id, op: 'delete', before: whole(held) });
  });
  store.wake();
}

/** Counts that it was used beside being attached, which the server counts by itself. @param {Store} store @param {string} id */
export async function noteUse(store, id) {
  await atomically(store, () => write(store, { entity: 'context', id, op: 'set', fields: { times: 1 } }));
  store.wake();
}

/** What is attached to a conversation, with what is about to be. @param {Store} store @param {string} conversationId @returns {Promise<string[]>} ids, in the order of attaching */
export async function attachedTo(store, conversationId) {
  const ids = (await store.db.conversations.get(conversationId))?.context_ids ?? [];
  const waiting = await store.db.outbox.where('conversation_id').equals(conversationId).sortBy('position');
  return waiting
    .filter(({ entity, state }) => entity === 'conversation_context' && state !== 'parked')
    .reduce((held, { op, entity_id }) => {
      const rest = held.filter((id) => id !== entity_id);
      return op === 'create' ? [...rest, entity_id] : rest;
    }, ids);
}

/** @param {Store} store @param {string} conversationId @param {string} id */
export const attachContext = (store, conversationId, id) => changeAttached(store, conversationId, id, 'create');

/** @param {Store} store @param {string} conversationId @param {string} id */
export const detachContext = (store, conversationId, id) => changeAttached(store, conversationId, id, 'delete');

/** @param {Store} store @param {string} conversationId @param {string} id @param {'create'|'delete'} op */
async function changeAttached(store, conversationId, id, op) {
  await atomically(store, async () => {
    const refusal = store.refusal();
    if (refusal) throw refusal;
    const held = await attachedTo(store, conversationId);
    if (held.includes(id) === (op === 'create')) return;
    if (op === 'create' && held.length >= LIMITS.attached) return;
    await ensureConversation(store, conversationId);
    await enqueue(store, {
      entity: 'conversation_context',
      id,
      op,
      fields: { conversation_id: conversationId },
      conversationId,
      needs: [...needsConversation(conversationId), thingOf('context', id)],
    });
  });
  store.wake();
}

/** What goes with the message that is being written; one that was deleted meanwhile can't. @param {Store} store @param {string} conversationId @returns {Promise<StoredContext[]>} */
export async function draftContexts(store, conversationId) {
  const ids = (await getDraft(store, conversationId))?.context_ids ?? [];
  const held = await contextsById(store, ids);
  return ids.flatMap((id) => held.get(id) ?? []);
}

/** Puts contexts into what is being written to a conversation. @param {Store} store @param {string} conversationId @param {string[]} ids */
export const addToDraft = (store, conversationId, ids) => attachToDraft(store, conversationId, 'context_ids', ids);

/** @param {Store} store @param {string} conversationId @param {string} id */
export const takeFromDraft = (store, conversationId, id) => detachFromDraft(store, conversationId, 'context_ids', [id]);
