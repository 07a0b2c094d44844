/** @import { Store } from '../types.js' */
/** @import { Ref } from './entities.js' */
import { iso } from '../lib/time.js';
import { uuid7 } from '../lib/uuid.js';
import { ensureConversation } from './conversation-creation.js';
import { clearSentDraft } from './drafts.js';
import { refOf, thingOf } from './entities.js';
import { attachmentOf, fileIds, filesOf, fileThing, handOver } from './file-rows.js';
import { discardMessage } from './message-failures.js';
import { changeMessage, createMessage } from './message-ops.js';
import { pendingOf } from './outbox.js';
import { atomically } from './store.js';
import { refold } from './write.js';

/**
 * Writes a message: shown at once, sent when the network allows and its files (db/files.js) have arrived. The draft that
 * it came from is forgotten with it.
 * @param {Store} store
 * @param {{conversationId: string, content: string, replyTo?: string|null, fileIds?: string[], contextIds?: string[],
 *   meta?: Object<string, any>}} message
 * @returns {Promise<string>} its id, which it keeps for ever
 */
export async function sendMessage(store, message) {
  const { conversationId, content, replyTo = null, contextIds = [], meta } = message;
  const id = uuid7(store.now());
  await atomically(store, async () => {
    // Only what is still in the draft: a second press of the button finds nothing there.
    const staged = (await filesOf(store, message.fileIds ?? [])).filter(({ state }) => state === 'staged');
    if (!content && staged.length === 0 && contextIds.length === 0) return;
    await ensureConversation(store, conversationId);
    const writtenAt = await nextPlace(store, conversationId);
    const attachments = staged.map(attachmentOf);
    const context_ids = contextIds;
    const row = { conversation_id: conversationId, content, reply_to: replyTo, meta, attachments, context_ids };
    await createMessage(store, id, row, writtenAt);
    await handOver(
      store,
      staged.map((file) => file.id),
      'waiting',
    );
    await clearSentDraft(store, conversationId, { content, fileIds: message.fileIds, contextIds });
  });
  store.wake();
  return id;
}

/** When a message counts as written: after the unsent ones before it, also when the clock was set back. @param {Store} store @param {string} id of the conversation */
async function nextPlace(store, id) {
  const last = await store.db.messages
    .where('[conversation_id+local.written_at]')
    .between([id, ''], [id, '\uffff'])
    .last();
  return iso(Math.max(store.now(), last?.local ? Date.parse(last.local.written_at) + 1 : 0));
}

/** @param {Store} store @param {string} id @param {string} content */
export async function editMessage(store, id, content) {
  await atomically(store, async () => {
    const row = await store.db.messages.get(id);
    if (!row || (row.content === content && !row.local)) return;
    if (await isRefusedCreation(store, id)) await store.db.messages.put({ ...row, content });
    else await changeMessage(store, id, { op: 'update', fields: { content } });
  });
  store.wake();
}

/** @param {Store} store @param {string} id @param {string} [reason] what the author of a message is told that one removes as a moderator */
export async function deleteMessage(store, id, reason) {
  if (await isRefusedCreation(store, id)) return void (await discardMessage(store, id));
  await atomically(store, async () => {
    const row = await store.db.messages.get(id);
    await changeMessage(store, id, { op: 'delete', ...(reason ? { fields: { reason } } : {}) });
    // Of one that never leaves, nobody needs the files. One that has left once goes again before its deletion, with them.
    if (row && !(await store.db.messages.get(id))) await handOver(store, fileIds(row), 'staged');
  });
  store.wake();
}

/**
 * Takes one file out of a message that has not left; a message that says nothing without it goes as a whole.
 * @param {Store} store @param {string} id @param {string} fileId
 */
export async function takeFileOut(store, id, fileId) {
  await atomically(store, async () => {
    const entry = (await pendingOf(store, thingOf('message', id)))[0];
    if (entry?.op !== 'create' || entry.sent) return;
    const attachments = (entry.attachments ?? []).filter((file) => file.id !== fileId);
    await handOver(store, [fileId], 'staged');
    if (attachments.length === 0 && !entry.fields.content && !entry.fields.context_ids?.length)
      return changeMessage(store, id, { op: 'delete' });
    const { error: _error, ...rest } = entry;
    const fields = { ...entry.fields, file_ids: attachments.map((file) => file.id) };
    const needs = entry.needs.filter((need) => need !== fileThing(fileId));
    await store.db.outbox.put({ ...rest, fields, needs, attachments, state: 'waiting' });
    await refold(store, /** @type {Ref} */ (refOf('message', id, entry.conversation_id)));
  });
  store.wake();
}

/** Whether the server refused a message: nothing of it waits any more, it is only here. @param {Store} store @param {string} id */
async function isRefusedCreation(store, id) {
  const row = await store.db.messages.get(id);
  return row?.base === null && row.local?.state === 'failed';
}
