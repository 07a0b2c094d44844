/** @import { Conversation, Store } from '../types.js' */
import { fileIds, removeFiles } from './file-rows.js';
import { dropRangesBelow, extendRanges } from './ranges.js';

/**
 * Where a conversation's history begins: what stood before has become too old and is gone for good. Rows that an older
 * release has kept say nothing of it.
 * @param {Pick<Conversation, 'first_ordinal'>|undefined} conversation
 */
export const beginningOf = (conversation) => conversation?.first_ordinal ?? 1;

/**
 * Drops what is held from before a conversation's beginning: messages, reactions to them, cards and files. A message that
 * something of one's own still waits for stays until that is answered. Within a transaction.
 * @param {Store} store @param {string} id @param {number} first
 */
export async function dropBefore(store, id, first) {
  const { db } = store;
  const old = await db.messages
    .where('[conversation_id+ordinal]')
    .between([id, -Infinity], [id, first], true, false)
    .filter((row) => !row.local)
    .toArray();
  const ids = old.map((row) => row.id);
  await db.messages.bulkDelete(ids);
  await db.linkPreviews.bulkDelete(ids);
  await db.reactions.where('message_id').anyOf(ids).delete();
  await removeFiles(store, old.flatMap(fileIds));
  await extendRanges(store, id, await dropRangesBelow(store, id, first));
}
