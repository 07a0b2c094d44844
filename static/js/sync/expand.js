/** @import { Change, Context, Conversation, Membership } from '../types.js' */
/** @import { Ref } from '../db/entities.js' */
import { membershipRef, mergeReceipt, refOf } from '../db/entities.js';
import { shownBy } from '../db/shown-contexts.js';

/**
 * One row to store, out of a change. A conversation travels with its members, and one's own membership with one's
 * settings; here each goes where it belongs.
 * @typedef {{ref: Ref, row: any, merge?: (held: any, row: any) => any}} Item
 * @param {Change} change @param {string|null} conversationId whose log it stood in, if a conversation's
 * @param {string} userId
 * @returns {Item[]} nothing for entities of a later release
 */
export function expand({ entity, entity_id, row, actor_id = null }, conversationId, userId) {
  if (entity === 'conversation') return conversationItems(row, userId);
  const home = row?.conversation_id ?? conversationId;
  if (entity === 'receipt') return [receiptItem(home, row)];
  if (entity === 'membership') return [memberItem({ ...row, changed_by: actor_id })];
  if (entity === 'context') return contextItems(row, conversationId, userId);
  const ref = refOf(entity, entity_id, home);
  return ref ? [{ ref, row: isRemoved(entity, row) ? { ...row, changed_by: actor_id } : row }] : [];
}

/** Whether a moderator took a message away. @param {Change['entity']} entity @param {any} row */
const isRemoved = (entity, row) => entity === 'message' && Boolean(row?.deleted_at && row.meta?.removed_by);

/** One's own come by one's own log alone: a conversation's tells less of them. @param {Context} row @param {string|null} conversationId @param {string} userId @returns {Item[]} */
function contextItems(row, conversationId, userId) {
  const ref = /** @type {Ref} */ (refOf('context', row.id));
  if (conversationId === null) return [{ ref, row }];
  return row.owner_id === userId ? [] : [{ ref, row: shownBy(row, conversationId) }];
}

/** The addresses of all rows in these changes. @param {Change[]} changes @param {string|null} conversationId @param {string} userId @returns {Ref[]} */
export const refsOf = (changes, conversationId, userId) =>
  changes.flatMap((change) => {
    if (change.row) return expand(change, conversationId, userId).map(({ ref }) => ref);
    // What is gone here may be seen elsewhere, or have changes that wait.
    const { entity, entity_id } = change;
    const matters = entity === 'context' || entity === 'message';
    return matters ? [/** @type {Ref} */ (refOf(entity, entity_id, conversationId))] : [];
  });

/** @param {Conversation} whole @param {string} userId @returns {Item[]} */
function conversationItems({ members, ...conversation }, userId) {
  const ref = /** @type {Ref} */ (refOf('conversation', conversation.id));
  if (!members) return [{ ref, row: conversation }];
  const row = { ...conversation, ...knownPeer(conversation, members, userId) };
  const people = members.map((member) => memberItem({ ...member, changed_by: null }));
  return [{ ref, row }, ...people, ...members.flatMap(settingsItems)];
}

/**
 * Who the other one in a direct conversation is. A row written before its memberships has no members yet, so without
 * another member nothing is said (`tidy` looks again when more has come).
 * @param {Conversation} conversation @param {Membership[]} members @param {string} userId
 */
function knownPeer({ kind }, members, userId) {
  const other = members.find((member) => member.user_id !== userId);
  return kind === 'direct' && other ? { peer_id: other.user_id } : {};
}

/** @param {any} row one's own carries settings too @returns {Item} */
function memberItem({ archived, muted_until, notify, hidden_ordinal, settings_version, ...membership }) {
  return { ref: membershipRef(membership.conversation_id, membership.user_id), row: membership };
}

/**
 * Should the receipt come before the membership, a row without role waits for it.
 * @param {string} conversation_id @param {any} receipt @returns {Item}
 */
function receiptItem(conversation_id, { user_id, delivered_ordinal, read_ordinal, receipt_seq }) {
  const pointers = { delivered_ordinal, read_ordinal, receipt_seq };
  const row = { conversation_id, user_id, role: null, joined_at: null, left_at: null, ...pointers, version: 0 };
  return { ref: membershipRef(conversation_id, user_id), row, merge: mergeReceipt };
}

/** @param {any} member @returns {Item[]} */
function settingsItems({ conversation_id, archived, muted_until, notify, hidden_ordinal = null, settings_version }) {
  if (!settings_version) return [];
  const ref = /** @type {Ref} */ (refOf('settings', conversation_id));
  return [{ ref, row: { conversation_id, archived, muted_until, notify, hidden_ordinal, version: settings_version } }];
}
