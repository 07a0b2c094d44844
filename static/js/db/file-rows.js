/** @import { Attachment, HeldBlob, LocalFile, Store } from '../types.js' */

/** A file's name among the things that the outbox knows: a message leaves when its files are there. @param {string} id */
export const fileThing = (id) => `file:${id}`;

/** The files of a message, or of the change that makes it. @param {{attachments?: Attachment[]}} row */
export const fileIds = ({ attachments = [] }) => attachments.map(({ id }) => id);

/** What a message shows of a file that only this device has. @param {LocalFile} file @returns {Attachment} */
export const attachmentOf = ({ id, name, size, media_type, width, height, duration_ms, waveform, created_at }) => ({
  id,
  name,
  size,
  media_type,
  width,
  height,
  duration_ms,
  waveform,
  preview_url: null,
  url: null,
  created_at,
});

/** @param {Store} store @param {string[]} ids @returns {Promise<LocalFile[]>} those that are here, in the same order */
export async function filesOf({ db }, ids) {
  const rows = ids.length > 0 ? await db.files.bulkGet(ids) : [];
  return rows.flatMap((row) => (row ? [row] : []));
}

/**
 * Hands files over: to a draft (`staged`) or to a message that waits for them (`waiting`). What the server already has
 * is looked at again, since it keeps files without a message for a day only. Within a transaction.
 * @param {Store} store @param {string[]} ids @param {'staged'|'waiting'} state
 */
export async function handOver(store, ids, state) {
  const rows = await filesOf(store, ids);
  await store.db.files.bulkPut(
    rows.map(({ error: _error, ...row }) => ({ ...row, state, sent: 0, touched_at: store.now() })),
  );
}

/** Within a transaction. @param {Store} store @param {string[]} ids */
export async function removeFiles({ db }, ids) {
  if (ids.length === 0) return;
  await Promise.all([db.files.bulkDelete(ids), db.blobs.bulkDelete(ids), db.previews.bulkDelete(ids)]);
}

/** @param {Store} store @param {string} id @param {string} conversationId @param {HeldBlob['blob']} blob @returns {HeldBlob} */
export const heldBlob = (store, id, conversationId, blob) => ({
  id,
  conversation_id: conversationId,
  blob,
  size: blob.size,
  used_at: store.now(),
});
