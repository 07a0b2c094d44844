/** @import { Conversation, Entity, Membership, QuChatDB } from '../types.js' */
import { mergeContext } from './shown-contexts.js';

/**
 * Where each entity is kept and how a row from the server meets the server's copy that we hold. A `merge` returns the
 * very object it was given when there is nothing new in the row.
 * @typedef {{entity: Entity, table: keyof QuChatDB & string, key: any, thing: string,
 *   conversationId: string|null}} Ref the address of one row
 */

/** @typedef {{delivered_ordinal: number, read_ordinal: number, receipt_seq: number}} Pointers */

/** @type {(held: any, row: any) => any} */
const byVersion = (held, row) => (row.version > held.version ? { ...held, ...row } : held);

/** Profiles carry no number, since no one log holds them. @type {(held: any, row: any) => any} */
const byTime = (held, row) => ((row.updated_at ?? '') > (held.updated_at ?? '') ? { ...held, ...row } : held);

/** @type {(held: any, row: any) => any} */
const byArrival = (held, row) => ({ ...held, ...row });

/** Head fields change without a new version: the row from further along the log has the newer ones. @param {Conversation} held @param {Conversation} row */
function mergeConversation(held, row) {
  const newer = row.version > held.version;
  const further = row.last_seq > held.last_seq;
  if (!newer && !further && row.last_receipt_seq <= held.last_receipt_seq) return held;
  const head = further ? row : held;
  return {
    ...held,
    ...(newer ? row : {}),
    last_seq: head.last_seq,
    last_ordinal: head.last_ordinal,
    message_count: head.message_count,
    last_message: head.last_message,
    last_receipt_seq: Math.max(held.last_receipt_seq, row.last_receipt_seq),
  };
}

/** Roles go by version, pointers only ever grow. @param {Membership} held @param {Membership} row */
function mergeMembership(held, row) {
  const pointed = mergeReceipt(held, row);
  if (row.version <= held.version) return pointed;
  const { delivered_ordinal, read_ordinal, receipt_seq } = pointed;
  return { ...held, ...row, delivered_ordinal, read_ordinal, receipt_seq };
}

/**
 * @template {Pointers} T
 * @param {T} held @param {Pointers} row
 * @returns {T}
 */
export function mergeReceipt(held, row) {
  const delivered_ordinal = Math.max(held.delivered_ordinal, row.delivered_ordinal);
  const read_ordinal = Math.max(held.read_ordinal, row.read_ordinal);
  const receipt_seq = Math.max(held.receipt_seq, row.receipt_seq);
  const same =
    delivered_ordinal === held.delivered_ordinal &&
    read_ordinal === held.read_ordinal &&
    receipt_seq === held.receipt_seq;
  return same ? held : { ...held, delivered_ordinal, read_ordinal, receipt_seq };
}

/** @type {Object<string, {table: keyof QuChatDB & string, merge: (held: any, row: any) => any}>} */
export const ENTITIES = {
  message: { table: 'messages', merge: byVersion },
  conversation: { table: 'conversations', merge: mergeConversation },
  membership: { table: 'memberships', merge: mergeMembership },
  receipt: { table: 'memberships', merge: mergeReceipt },
  reaction: { table: 'reactions', merge: byVersion },
  contact: { table: 'contacts', merge: byVersion },
  user: { table: 'userProfiles', merge: byTime },
  settings: { table: 'conversationSettings', merge: byVersion },
  device: { table: 'devices', merge: byArrival },
  link_preview: { table: 'linkPreviews', merge: byVersion },
  preferences: { table: 'preferences', merge: byVersion },
  context: { table: 'contexts', merge: mergeContext },
  notice: { table: 'notices', merge: byVersion },
};

/**
 * The address of a row. Entities that this release doesn't know have none.
 * @param {Entity} entity @param {string} id `entity_id` of the change or op @param {string|null} [conversationId]
 * @returns {Ref|null}
 */
export function refOf(entity, id, conversationId = null) {
  if (!(entity in ENTITIES)) return null;
  const { table } = ENTITIES[entity];
  if (table === 'memberships') return membershipRef(/** @type {string} */ (conversationId), id);
  const isConversation = entity === 'conversation' || entity === 'settings';
  // A context belongs to no conversation, though it may be seen through some.
  const home = isConversation ? id : entity === 'context' ? null : conversationId;
  return { entity, table, key: id, thing: thingOf(entity, id), conversationId: home };
}

/** Where both a membership and its receipts are kept. @param {string} conversationId @param {string} userId @returns {Ref} */
export const membershipRef = (conversationId, userId) => ({
  entity: 'membership',
  table: 'memberships',
  key: [conversationId, userId],
  thing: thingOf('membership', userId, conversationId),
  conversationId,
});

/** What is named by its conversation, too. @type {Entity[]} */
const WITHIN = ['membership', 'conversation_context'];

/** A row's name in the outbox. @param {Entity} entity @param {string} id @param {string|null} [conversationId] */
export const thingOf = (entity, id, conversationId = null) =>
  WITHIN.includes(entity) ? `${entity}:${conversationId}/${id}` : `${entity}:${id}`;
