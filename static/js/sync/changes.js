/** @import { Change, Store } from '../types.js' */
/** @import { RowSet } from './rowset.js' */

import { membershipRef, refOf } from '../db/entities.js';
import { eraseConversation } from '../db/erase.js';
import { expand } from './expand.js';

/**
 * Merges changes, in their order, into rows that are loaded. Without an await, since Dexie follows a transaction only
 * through about a hundred of them between two requests.
 * @param {RowSet} rows @param {Change[]} changes @param {string|null} conversationId whose log they stood in
 */
export function mergeChanges(rows, changes, conversationId) {
  for (const change of changes) {
    if (change.op === 'delete') removeRow(rows, change, conversationId);
    else
      for (const { ref, row, merge } of expand(change, conversationId, rows.store.userId)) rows.merge(ref, row, merge);
  }
}

/** @param {RowSet} rows @param {Change} change @param {string|null} conversationId */
function removeRow(rows, { entity, entity_id }, conversationId) {
  const isReceipt = entity === 'receipt' && conversationId;
  const ref = isReceipt ? membershipRef(conversationId, entity_id) : refOf(entity, entity_id, conversationId);
  if (ref && entity === 'context' && conversationId) rows.hide(ref, conversationId);
  // Too old, and gone; but what one is changing about it is answered first.
  else if (ref && !(entity === 'message' && rows.get(ref)?.local)) rows.remove(ref);
}

/** @param {Change} change */
export const losesConversation = ({ entity, op }) => entity === 'conversation' && op === 'delete';

/**
 * The same where conversations may be lost, which takes everything with it that belongs to them.
 * @param {Store} store @param {RowSet} rows @param {Change[]} changes @param {string|null} conversationId
 */
export async function takeChanges(store, rows, changes, conversationId) {
  let start = 0;
  for (const [index, change] of changes.entries()) {
    if (!losesConversation(change)) continue;
    mergeChanges(rows, changes.slice(start, index), conversationId);
    await loseConversation(store, rows, change.entity_id);
    start = index + 1;
  }
  mergeChanges(rows, changes.slice(start), conversationId);
}

/** @param {Store} store @param {RowSet} rows @param {string} id */
export async function loseConversation(store, rows, id) {
  await rows.flush();
  await eraseConversation(store, id);
  rows.forgetConversation(id);
}
