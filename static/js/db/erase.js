/** @import { Store } from '../types.js' */
import { keepAsDraft, loseHome } from './drafts.js';
import { unsentText } from './message-ops.js';
import { dropCursors } from './meta.js';
import { forgetOpened } from './opened.js';
import { savePlace } from './places.js';
import { forgetRanges } from './ranges.js';

/**
 * Removes a conversation and all that belongs to it from this device; what was written there and not sent stays as a
 * draft. Within a transaction.
 * @param {Store} store @param {string} id
 */
export async function eraseConversation(store, id) {
  const { db } = store;
  await keepAsDraft(store, id, await unsentTexts(store, id));
  const home = await db.conversations.get(id);
  // Once: it is erased when the log says so, and again when the pull does.
  if (home) await loseHome(store, id, home.title);
  await db.messages.where('[conversation_id+ordinal]').between([id, -Infinity], [id, Infinity]).delete();
  await db.messages.where('[conversation_id+local.written_at]').between([id, ''], [id, '\uffff']).delete();
  await db.memberships.where('[conversation_id+user_id]').between([id, ''], [id, '\uffff']).delete();
  await Promise.all([
    db.reactions.where('conversation_id').equals(id).delete(),
    db.outbox.where('conversation_id').equals(id).delete(),
    db.conflicts.where('conversation_id').equals(id).delete(),
    db.conversations.delete(id),
    db.conversationSettings.delete(id),
    forgetRanges(store, id),
    forgetOpened(store, id),
    savePlace(store, id, null),
    dropCursors(store, [`c:${id}`, `r:${id}`]),
  ]);
}

/** @param {Store} store @param {string} id @returns {Promise<string[]>} in the order written */
async function unsentTexts(store, id) {
  const rows = await store.db.messages
    .where('[conversation_id+local.written_at]')
    .between([id, ''], [id, '\uffff'])
    .toArray();
  return Promise.all(rows.filter((row) => !row.deleted_at).map((row) => unsentText(store, row)));
}
