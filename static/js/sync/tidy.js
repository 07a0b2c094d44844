/** @import { Store } from '../types.js' */
/** @import { RowSet } from './rowset.js' */
import { dropBefore } from '../db/beginning.js';
import { removeFiles } from '../db/file-rows.js';
import { membershipsOf } from '../db/memberships.js';
import { serverCopy } from '../db/rows.js';
import { directConversationId } from '../lib/uuid.js';

/**
 * What follows from the rows just written. It looks at the state alone, so the order in which things came is the same.
 * @param {Store} store @param {RowSet} rows
 */
export async function tidy(store, rows) {
  for (const { id, first_ordinal } of rows.begun.splice(0)) await dropBefore(store, id, first_ordinal);
  await dropReactionsOfDeleted(store, rows);
  await dropUnconfirmedMembers(store, rows);
  await findPeers(store, rows);
  await removeFiles(store, rows.released.splice(0));
}

/** A deleted message has no reactions. @param {Store} store @param {RowSet} rows */
async function dropReactionsOfDeleted(store, rows) {
  const touched = rows.tableRows('messages');
  const reacted = rows.tableRows('reactions').map((row) => row.message_id);
  const others = await store.db.messages.bulkGet([...new Set(reacted)]);
  const deleted = [...touched, ...others].filter((row) => serverCopy(row)?.deleted_at).map((row) => row.id);
  if (deleted.length > 0) await store.db.reactions.where('message_id').anyOf(deleted).delete();
}

/** People whom we put into a new conversation, and whom the server left out. @param {Store} store @param {RowSet} rows */
async function dropUnconfirmedMembers(store, rows) {
  for (const { id } of rows.arrived) {
    const members = (await membershipsOf(store, id)).filter((row) => row.base === null && !row.local);
    await store.db.memberships.bulkDelete(members.map((row) => [id, row.user_id]));
  }
}

/** Whom a direct conversation is with, by which it is named. @param {Store} store @param {RowSet} rows */
async function findPeers(store, rows) {
  const nameless = rows.tableRows('conversations').filter((row) => row.kind === 'direct' && !row.peer_id);
  for (const row of nameless) {
    const peer_id = await peerOf(store, row.id);
    const base = row.base ? { base: { ...row.base, peer_id } } : {};
    if (peer_id) await store.db.conversations.put({ ...row, ...base, peer_id });
  }
}

/** @param {Store} store @param {string} id */
async function peerOf(store, id) {
  const members = await membershipsOf(store, id);
  const other = members.find((member) => member.user_id !== store.userId);
  if (other) return other.user_id;
  return id === directConversationId(store.serverId, store.userId, store.userId) ? store.userId : null;
}
