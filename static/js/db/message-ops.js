/** @import { Store, StoredMessage } from '../types.js' */
import { thingOf } from './entities.js';
import { pendingOf } from './outbox.js';
import { needsConversation, write } from './write.js';

/** The ops that change messages; each runs within its caller's transaction. */

/**
 * @param {Store} store @param {string} id
 * @param {{conversation_id: string, content: string, reply_to: string|null, meta?: any}} message
 * @param {string} [writtenAt]
 */
export function createMessage(store, id, { conversation_id, content, reply_to, meta }, writtenAt) {
  const fields = { conversation_id, content, ...(reply_to ? { reply_to } : {}), ...(meta ? { meta } : {}) };
  const needs = [...needsConversation(conversation_id), ...(reply_to ? [thingOf('message', reply_to)] : [])];
  return write(store, {
    entity: 'message',
    id,
    op: 'create',
    fields,
    conversationId: conversation_id,
    needs,
    writtenAt,
  });
}

/**
 * @param {Store} store @param {string} id
 * @param {{op: 'update'|'delete', fields?: {content: string}, resolution?: string, baseVersion?: number}} change
 */
export async function changeMessage(store, id, change) {
  const row = await store.db.messages.get(id);
  if (!row) return;
  const before = row.base ? row.base.content : row.content;
  const needs = needsConversation(row.conversation_id);
  await write(store, { entity: 'message', id, conversationId: row.conversation_id, needs, before, ...change });
}

/** @param {Store} store @param {StoredMessage} row what a message would have said @returns {Promise<string>} */
export async function unsentText(store, row) {
  if (row.base === null) return row.content;
  const edits = (await pendingOf(store, thingOf('message', row.id))).filter((entry) => entry.op === 'update');
  return edits.at(-1)?.fields.content ?? row.local?.content ?? '';
}
