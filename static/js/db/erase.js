/** @import { Store, StoredMessage } from '../types.js' */
import { attachToDraft, getDraft, keepAsDraft, loseHome } from './drafts.js';
import { fileIds, handOver } from './file-rows.js';
import { unsentText } from './message-ops.js';
import { dropCursors } from './meta.js';
import { forgetOpened } from './opened.js';
import { savePlace } from './places.js';
import { forgetRanges } from './ranges.js';
import { forgetPieces } from './recordings.js';
import { hideContexts } from './shown-contexts.js';

/**
 * Removes a conversation and all that belongs to it from this device; what was written there and not sent stays as a
 * draft, with its files. Within a transaction.
 * @param {Store} store @param {string} id
 */
export async function eraseConversation(store, id) {
  const { db } = store;
  const unsent = await unsentIn(store, id);
  await keepAsDraft(store, id, await textsOf(store, unsent));
  await keepFiles(store, id, unsent);
  const home = await db.conversations.get(id);
  // Once: it is erased when the log says so, and again when the pull does.
  if (home) await loseHome(store, id, home.title);
  await db.messages.where('[conversation_id+ordinal]').between([id, -Infinity], [id, Infinity]).delete();
  await db.messages.where('[conversation_id+local.written_at]').between([id, ''], [id, '\uffff']).delete();
  await db.memberships.where('[conversation_id+user_id]').between([id, ''], [id, '\uffff']).delete();
  await Promise.all([
    db.reactions.where('conversation_id').equals(id).delete(),
    db.linkPreviews.where('conversation_id').equals(id).delete(),
    hideContexts(store, id),
    db.outbox.where('conversation_id').equals(id).delete(),
    db.conflicts.where('conversation_id').equals(id).delete(),
    db.conversations.delete(id),
    db.conversationSettings.delete(id),
    forgetRanges(store, id),
    forgetOpened(store, id),
    forgetPieces(store, id),
    savePlace(store, id, null),
    dropCursors(store, [`c:${id}`, `r:${id}`]),
  ]);
}

/** @param {Store} store @param {string} id @returns {Promise<StoredMessage[]>} in the order written */
const unsentIn = ({ db }, id) =>
  db.messages
    .where('[conversation_id+local.written_at]')
    .between([id, ''], [id, '\uffff'])
    .filter((row) => !row.deleted_at)
    .toArray();

/** @param {Store} store @param {StoredMessage[]} rows @returns {Promise<string[]>} */
const textsOf = (store, rows) => Promise.all(rows.map((row) => unsentText(store, row)));

/** What others sent goes, and what of one's own has arrived. @param {Store} store @param {string} id @param {StoredMessage[]} unsent */
async function keepFiles(store, id, unsent) {
  const { db } = store;
  const own = unsent.filter(({ base }) => base === null).flatMap(fileIds);
  await handOver(store, own, 'staged');
  await attachToDraft(store, id, 'file_ids', own);
  const kept = new Set((await getDraft(store, id))?.file_ids);
  for (const table of ['files', 'blobs', 'previews'])
    await db
      .table(table)
      .where('conversation_id')
      .equals(id)
      .filter((row) => !kept.has(row.id))
      .delete();
}
