/** @import { Membership, Offer, Store, StoredConversation } from '../types.js' */
import { thingOf } from './entities.js';
import { setMeta } from './meta.js';
import { serverCopy } from './rows.js';

/**
 * What a person's device can give back to a server that was restored: own messages, reactions and contexts, contacts,
 * groups that
 * one owns and direct conversations, and of groups that one moderates who belongs to them, and what one has done there
 * oneself: messages of others that one removed, people whom one muted, banned or removed. Noted when a reset begins, since
 * the fresh pull takes away what the server no longer has.
 *
 * While `offering` stands in meta, nothing leaves the outbox: what was lost was written before what waits. It is the
 * place in the queue for the next thing that is given back.
 */

/** Within the transaction that begins an era. @param {Store} store */
export async function noteOffers(store) {
  const { offers, outbox } = store.db;
  const conversations = (await store.db.conversations.toArray()).filter((row) => serverCopy(row) && !row.deleted_at);
  const roles = await ownRoles(store);
  await offers.bulkPut(homes(conversations, roles));
  await offers.bulkPut(await ownContexts(store));
  await offers.bulkPut(await attachments(store, conversations));
  await offers.bulkPut(await memberships(store, roles));
  for (const { id } of conversations) await offers.bulkPut(await ownMessages(store, id, moderates(roles.get(id))));
  await offers.bulkPut(await ownReactions(store));
  await offers.bulkPut(await contacts(store));
  const first = (await outbox.orderBy('position').first())?.position ?? 1;
  await setMeta(store, 'offering', Math.min(0, first) - (await offers.count()) - 1);
}

/** @param {Store} store @returns {Promise<Map<string, Membership['role']>>} in each conversation that one is in */
async function ownRoles(store) {
  const own = (await store.db.memberships.where('user_id').equals(store.userId).toArray()).map(serverCopy);
  return new Map(own.filter((row) => row && !row.left_at).map((row) => [row.conversation_id, row.role]));
}

/** @param {StoredConversation[]} conversations @param {Map<string, Membership['role']>} roles @returns {Offer[]} */
const homes = (conversations, roles) =>
  conversations
    .filter(({ id, kind }) => kind === 'direct' || roles.get(id) === 'owner')
    .map((row) => offer('conversation', row.id, row.id, serverCopy(row)));

/** @param {Membership['role']|undefined} role */
const moderates = (role) => role === 'owner' || role === 'moderator';

/** Who left stays away by themselves, unless it was oneself who sent them. @param {Store} store @param {Map<string, Membership['role']>} roles @returns {Promise<Offer[]>} */
async function memberships(store, roles) {
  const rows = (await store.db.memberships.toArray())
    .map(serverCopy)
    .filter((row) => row?.role && (!row.left_at || row.changed_by === store.userId));
  return rows
    .filter(({ user_id, conversation_id }) => user_id !== store.userId && moderates(roles.get(conversation_id)))
    .map((row) => offer('membership', row.user_id, row.conversation_id, row));
}

/** @param {Store} store @returns {Promise<Offer[]>} */
async function ownContexts(store) {
  const own = (await store.db.contexts.toArray()).filter((row) => row.owner_id === store.userId);
  const copies = own.map(serverCopy).filter((row) => row && !row.deleted_at);
  return copies.map((row) => offer('context', row.id, null, row));
}

/** Which of one's own were attached to which conversation. @param {Store} store @param {StoredConversation[]} conversations @returns {Promise<Offer[]>} */
async function attachments(store, conversations) {
  const own = new Set((await ownContexts(store)).map(({ entity_id }) => entity_id));
  return conversations
    .map(serverCopy)
    .flatMap(({ id, context_ids = [] }) =>
      context_ids
        .filter((/** @type {string} */ contextId) => own.has(contextId))
        .map((/** @type {string} */ contextId) => offer('conversation_context', contextId, id, {})),
    );
}

/**
 * Deleted ones, too: the server may have them as they were before. Of others' those that one has removed oneself.
 * @param {Store} store @param {string} id @param {boolean} [moderating]
 * @returns {Promise<Offer[]>}
 */
async function ownMessages(store, id, moderating = false) {
  const rows = await store.db.messages
    .where('[conversation_id+uncounted_ordinal]')
    .between([id, -Infinity], [id, Infinity])
    .toArray();
  // Not filtered by the database, which would hand over thousands one by one.
  const own = rows.filter((row) => row.sender_id === store.userId && row.role === 'user');
  if (moderating) own.push(...rows.filter((row) => row.sender_id !== store.userId && row.changed_by === store.userId));
  const copies = own.map(serverCopy).filter((row) => row !== null);
  return copies.map((row) => offer('message', row.id, id, row, { order: row.ordinal }));
}

/** @param {Store} store @returns {Promise<Offer[]>} */
async function ownReactions(store) {
  const own = (await store.db.reactions.toArray()).filter((row) => row.user_id === store.userId);
  const copies = own.map(serverCopy).filter((row) => row !== null);
  return copies.map((row) =>
    offer('reaction', row.id, row.conversation_id, row, { message_id: row.message_id, order: row.version }),
  );
}

/** @param {Store} store @returns {Promise<Offer[]>} */
async function contacts(store) {
  const copies = (await store.db.contacts.toArray()).map(serverCopy).filter((row) => row && !row.deleted_at);
  return copies.map((row) => offer('contact', row.id, null, row));
}

/**
 * @param {Offer['entity']} entity @param {string} entity_id @param {string|null} conversation_id @param {any} row
 * @param {{order?: number, message_id?: string}} [more]
 * @returns {Offer}
 */
const offer = (entity, entity_id, conversation_id, row, { order = 0, ...more } = {}) => ({
  thing: thingOf(entity, entity_id, conversation_id),
  entity,
  entity_id,
  conversation_id,
  row,
  order,
  ...more,
});

/** Whether a conversation is to be made again where the server lacks it. @param {Store} store @param {string} id */
export const isOffered = async (store, id) => (await store.db.offers.get(thingOf('conversation', id))) !== undefined;
