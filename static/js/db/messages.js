/** @import { Membership, Store, StoredMessage } from '../types.js' */
import { request } from '../net/http.js';

export { deleteMessage, editMessage, sendMessage, takeFileOut } from './message-changes.js';
export { discardMessage, retryMessage } from './message-failures.js';

/**
 * A stretch of a conversation as far as it is held, holes and all, for the timeline.
 * @param {Store} store @param {string} conversationId
 * @param {{from: number, to: number}} bounds ordinals, both included; up to Infinity the unsent ones come last
 * @returns {Promise<{messages: StoredMessage[], previous: StoredMessage|undefined}>} `previous`: what is held before it
 */
export async function readStretch(store, conversationId, { from, to }) {
  const byOrdinal = store.db.messages.where('[conversation_id+ordinal]');
  const [rows, previous, unsent] = await Promise.all([
    byOrdinal.between([conversationId, from], [conversationId, to], true, true).toArray(),
    from > 1 ? byOrdinal.between([conversationId, 1], [conversationId, from], true, false).last() : undefined,
    to === Infinity ? unsentIn(store, conversationId) : [],
  ]);
  return { messages: [...rows, ...unsent], previous };
}

/** Messages that the server has not confirmed. @param {Store} store @param {string} conversationId */
async function unsentIn(store, conversationId) {
  const rows = await store.db.messages
    .where('[conversation_id+local.written_at]')
    .between([conversationId, ''], [conversationId, '\uffff'])
    .toArray();
  return rows.filter((row) => row.ordinal === null);
}

/** @param {Store} store @param {string} id @returns {Promise<StoredMessage|undefined>} */
export const getMessage = (store, id) => store.db.messages.get(id);

/** One's newest message that can be edited. @param {Store} store @param {string} conversationId */
export async function lastOwnMessage(store, conversationId) {
  /** @param {StoredMessage} row */
  const editable = (row) => row.sender_id === store.userId && row.role === 'user' && !row.deleted_at;
  const unsent = (await unsentIn(store, conversationId)).findLast(editable);
  return (
    unsent ??
    store.db.messages
      .where('[conversation_id+uncounted_ordinal]')
      .between([conversationId, 0], [conversationId, Infinity])
      .reverse()
      .filter(editable)
      .first()
  );
}

/**
 * How far a message of one's own has come: read when every other member's pointer has reached it.
 * @param {StoredMessage} message @param {Membership[]} memberships of its conversation @param {string} userId
 * @returns {'sending'|'sent'|'delivered'|'read'|'failed'}
 */
export function statusOf(message, memberships, userId) {
  if (message.local) return message.local.state;
  const ordinal = message.ordinal ?? Infinity;
  const others = memberships.filter((member) => member.user_id !== userId && member.role !== null && !member.left_at);
  if (others.every((member) => member.read_ordinal >= ordinal)) return 'read';
  return others.every((member) => member.delivered_ordinal >= ordinal) ? 'delivered' : 'sent';
}

/** What a message said before each edit, oldest first; needs the network. @param {Store} _store @param {string} id @returns {Promise<{content: string, edited_at: string, editor_id: string}[]>} */
export const historyOf = async (_store, id) => (await request('GET', `/messages/${id}/history`)).edits;
