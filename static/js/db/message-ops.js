/** @import { Attachment, Store, StoredMessage } from '../types.js' */
/** @import { Change } from './outbox.js' */
import { thingOf } from './entities.js';
import { fileThing } from './file-rows.js';
import { pendingOf } from './outbox.js';
import { needsConversation, write } from './write.js';

/** The ops that change messages; each runs within its caller's transaction. */

/**
 * @param {Store} store @param {string} id
 * @param {NewMessage} message
 * @param {string} [writtenAt]
 */
export const createMessage = (store, id, message, writtenAt) => write(store, { ...creationOf(id, message), writtenAt });

/**
 * @typedef {{conversation_id: string, content: string, reply_to: string|null, meta?: any, attachments?: Attachment[],
 *   context_ids?: string[]}} NewMessage
 * @param {string} id @param {NewMessage} message
 * @returns {Change}
 */
export function creationOf(id, { conversation_id, content, reply_to, meta, attachments = [], context_ids = [] }) {
  const fileIds = attachments.map((file) => file.id);
  return {
    entity: 'message',
    id,
    op: 'create',
    fields: {
      conversation_id,
      content,
      ...(reply_to ? { reply_to } : {}),
      ...(meta ? { meta } : {}),
      ...(fileIds.length > 0 ? { file_ids: fileIds } : {}),
      ...(context_ids.length > 0 ? { context_ids } : {}),
    },
    conversationId: conversation_id,
    needs: [
      ...needsConversation(conversation_id),
      ...(reply_to ? [thingOf('message', reply_to)] : []),
      ...fileIds.map(fileThing),
      ...context_ids.map((contextId) => thingOf('context', contextId)),
    ],
    ...(attachments.length > 0 ? { attachments } : {}),
  };
}

/**
 * @param {Store} store @param {string} id
 * @param {{op: 'update'|'delete', fields?: {content?: string, reason?: string}, resolution?: string, baseVersion?: number}} change
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
