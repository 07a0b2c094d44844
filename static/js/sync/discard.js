/** @import { OutboxEntry, Store, StoredMessage } from '../types.js' */
/** @import { Ref } from '../db/entities.js' */
import { keepAsDraft } from '../db/drafts.js';
import { refOf } from '../db/entities.js';
import { eraseConversation } from '../db/erase.js';
import { fileIds, handOver } from '../db/file-rows.js';
import { restageFiles } from '../db/files.js';
import { discardMessage, retryMessage } from '../db/messages.js';
import { getMeta } from '../db/meta.js';
import { withdraw } from '../db/outbox.js';
import { atomically } from '../db/store.js';
import { refold } from '../db/write.js';
import { iso } from '../lib/time.js';
import { uuid7 } from '../lib/uuid.js';
import { request } from '../net/http.js';
import { toOp } from './batch.js';
import { giveBack } from './give-back.js';
import { status } from './status.js';

/** @typedef {import('../db/waiting.js').Waiting} Waiting */

const DISCARDED = { code: 'discarded', message: '' };

/** Tries something again that was put off, parked or refused. @param {Store} store @param {Waiting} waiting */
export async function retryWaiting(store, { entry, message }) {
  if (message) await retryMessage(store, message.id);
  if (entry) await release(store, entry);
  store.wake();
}

/**
 * Everything that is put off or parked, whether shown or not, and the refused messages that are shown.
 * @param {Store} store @param {Waiting[]} items
 */
export async function retryAll(store, items) {
  const now = store.now();
  const entries = await store.db.outbox.toArray();
  for (const entry of entries.filter(
    ({ state, retry_at }) => state === 'parked' || state === 'suspect' || retry_at > now,
  ))
    await release(store, entry);
  for (const { message } of items) {
    // Conflicts are for the person to decide.
    if (message && message.local?.error?.code !== 'version_conflict') await retryMessage(store, message.id);
  }
  store.wake();
}

/** @param {Store} store @param {OutboxEntry} entry as it was shown */
function release(store, { op_id }) {
  return atomically(store, async () => {
    const entry = await store.db.outbox.where('op_id').equals(op_id).first();
    if (!entry || entry.state === 'sending') return;
    const { error: _error, ...rest } = entry;
    await handOver(store, fileIds(entry), 'waiting');
    await store.db.outbox.put({ ...rest, state: 'waiting', attempts: 0, retry_at: 0 });
    const ref = entry.entity === 'receipt' ? null : refOf(entry.entity, entry.entity_id, entry.conversation_id);
    if (ref) await refold(store, ref);
  });
}

/** @param {OutboxEntry} entry */
const refFor = ({ entity, entity_id, conversation_id }) =>
  /** @type {Ref} */ (refOf(entity, entity_id, conversation_id));

/**
 * Gives a change up: what it is about shows the server's state again. What is under way stays.
 * @param {Store} store @param {Waiting} waiting
 * @returns {Promise<string>} the text of a message that is not sent then
 */
export async function discardWaiting(store, { entry, message }) {
  if (message) return discardRefused(store, message);
  const op_id = entry?.op_id ?? '';
  /** @type {OutboxEntry|undefined} */
  let held;
  const text = await atomically(store, async () => {
    held = await store.db.outbox.where('op_id').equals(op_id).first();
    return held && held.state !== 'sending' ? discardEntry(store, held) : '';
  });
  if (held && mayHaveBeenTold(held)) void takeBack(store, held);
  return text;
}

/** Whether others may see it, although the server could not save it (unsaved.js). @param {OutboxEntry} entry */
const mayHaveBeenTold = ({ entity, op, sent, state }) =>
  entity === 'message' && op === 'create' && sent && state !== 'sending' && status.get().service.state === 'read_only';

/**
 * Takes a message away from those who were told of it. Should the server save again just now, it is deleted at once.
 * Tried once: if that fails, they see it until they open the page anew.
 * @param {Store} store @param {OutboxEntry} entry
 */
async function takeBack(store, entry) {
  const deletion = { ...entry, op_id: uuid7(store.now()), op: /** @type {const} */ ('delete'), fields: {} };
  const ops = [toOp({ ...entry, withdrawn: true }), toOp(deletion)];
  const epoch = (await getMeta(store, 'epoch')) ?? undefined;
  const body = { device_id: store.deviceId, client_now: iso(store.now()), epoch, ops };
  await request('POST', '/sync/push', body).catch(() => null);
}

/** @param {Store} store @param {StoredMessage} message */
async function discardRefused(store, message) {
  const text = await discardMessage(store, message.id);
  if (message.base === null) await restageFiles(store, message.conversation_id, fileIds(message));
  return text;
}

/** @param {Store} store @param {OutboxEntry} entry */
async function discardEntry(store, entry) {
  if (entry.entity === 'message') return discardOfMessage(store, entry);
  // What was written into it stays as a draft.
  if (entry.entity === 'conversation' && entry.op === 'create') await eraseConversation(store, entry.entity_id);
  else await giveBack(store, entry, DISCARDED);
  return '';
}

/** @param {Store} store @param {OutboxEntry} entry */
async function discardOfMessage(store, entry) {
  const { entity_id: id, op, fields, thing } = entry;
  if (op === 'create') {
    const row = await store.db.messages.get(id);
    await withdraw(store, thing);
    await restageFiles(store, row?.conversation_id ?? fields.conversation_id, fileIds(entry));
    await store.db.messages.delete(id);
    await cutLoose(store, thing);
    return row?.content ?? fields.content;
  }
  await store.db.outbox.delete(/** @type {number} */ (entry.position));
  await refold(store, refFor(entry));
  return op === 'update' ? fields.content : '';
}

/** Reactions to a message that never was go with it; answers to it are messages of their own. @param {Store} store @param {string} thing */
async function cutLoose(store, thing) {
  const dependents = await store.db.outbox.filter(({ needs }) => needs.includes(thing)).toArray();
  for (const entry of dependents) {
    if (entry.entity === 'reaction') await giveBack(store, entry, DISCARDED);
    else if (!entry.sent) {
      const { reply_to: _reply, ...fields } = entry.fields;
      await store.db.outbox.put({ ...entry, fields, needs: entry.needs.filter((need) => need !== thing) });
      await refold(store, refFor(entry));
    }
  }
}

/** @param {Store} store @param {string} conversationId @param {string} text */
export const keepText = (store, conversationId, text) =>
  atomically(store, () => keepAsDraft(store, conversationId, [text]));
