/** @import { Store } from '../types.js' */
import { dropCursors } from './meta.js';
import { forgetRanges } from './ranges.js';
import { hideContexts } from './shown-contexts.js';

const BLANK = {
  last_seq: 0,
  last_ordinal: 0,
  last_receipt_seq: 0,
  message_count: 0,
  last_message: null,
  context_ids: [],
  version: 0,
};
const UNREAD = { version: 0, delivered_ordinal: 0, read_ordinal: 0, receipt_seq: 0 };

/**
 * As if the server had never heard of a conversation: it and what waits in it stay, as when it was made without a
 * network. Within a transaction.
 * @param {Store} store @param {string} id
 */
export async function unmakeConversation(store, id) {
  const { db } = store;
  await db.messages
    .where('[conversation_id+ordinal]')
    .between([id, -Infinity], [id, Infinity])
    .filter((row) => !row.local)
    .delete();
  await db.reactions
    .where('conversation_id')
    .equals(id)
    .filter((row) => !row.local)
    .delete();
  await db.linkPreviews.where('conversation_id').equals(id).delete();
  await hideContexts(store, id);
  await db.conversations.update(id, { ...BLANK, base: null, local: null });
  await db.memberships
    .where('[conversation_id+user_id]')
    .between([id, ''], [id, '\uffff'])
    .modify({ ...UNREAD, base: null });
  await Promise.all([
    db.conversationSettings.delete(id),
    forgetRanges(store, id),
    dropCursors(store, [`c:${id}`, `r:${id}`]),
  ]);
}
