/** @import { LocalFile, Store } from '../types.js' */
import { cleanName } from '../lib/file-names.js';
import { lookAt } from '../lib/pictures.js';
import { iso } from '../lib/time.js';
import { uuid7 } from '../lib/uuid.js';
import { attachToDraft, detachFromDraft, getDraft } from './drafts.js';
import { filesOf, handOver, heldBlob, removeFiles } from './file-rows.js';
import { blobFrom, keepable } from './kept-bytes.js';
import { isQuota } from './quota.js';
import { atomically } from './store.js';

/** So many files go with one message. */
export const MOST_FILES = 10;

/** Why a file can't be taken; `code` says it to the screens. */
export class FileRefused extends Error {
  /** @param {'too_many'|'unreadable'} code */
  constructor(code) {
    super(code);
    this.name = 'FileRefused';
    this.code = code;
  }
}

/**
 * Takes a file into a conversation's draft. Its bytes are kept here from now on, whatever becomes of the original, until
 * the server has them.
 * @param {Store} store @param {string} conversationId
 * @param {{blob: Blob, name: string, durationMs?: number|null, waveform?: number[]|null}} file `waveform`: at most 100
 *   numbers from 0 to 100
 * @returns {Promise<string>} its id, which it keeps for ever
 */
export async function stageFile(store, conversationId, { blob, name, durationMs = null, waveform = null }) {
  const id = uuid7(store.now());
  const picture = await lookAt(blob);
  const length = durationMs ?? picture?.durationMs ?? null;
  const bytes = await detached(blob);
  /** @type {LocalFile} */
  const file = {
    id,
    conversation_id: conversationId,
    name: cleanName(name),
    size: bytes.size,
    media_type: blob.type.split(';')[0] || 'application/octet-stream',
    width: picture?.width ?? null,
    height: picture?.height ?? null,
    duration_ms: length === null ? null : Math.round(length),
    waveform,
    created_at: iso(store.now()),
    state: 'staged',
    sent: 0,
    begun: false,
    touched_at: store.now(),
  };
  const kept = await keepable(store, bytes);
  const preview = picture && (await keepable(store, picture.preview));
  await atomically(store, async () => {
    const draft = await getDraft(store, conversationId);
    if ((draft?.file_ids?.length ?? 0) >= MOST_FILES) throw new FileRefused('too_many');
    await store.db.files.put(file);
    await store.db.blobs.put(heldBlob(store, id, conversationId, kept));
    if (preview) await store.db.previews.put(heldBlob(store, id, conversationId, preview));
    await attachToDraft(store, conversationId, 'file_ids', [id]);
  });
  return id;
}

/**
 * The bytes without what a File has besides. A folder, and a file that is gone or may not be read, show when it is read.
 * @param {Blob} blob
 */
async function detached(blob) {
  try {
    await blob.slice(0, 1).arrayBuffer();
  } catch {
    throw new FileRefused('unreadable');
  }
  return blob.slice(0, blob.size, blob.type);
}

/** Takes a file out of the draft, and off this device. @param {Store} store @param {string} conversationId @param {string} id */
export function unstageFile(store, conversationId, id) {
  return atomically(store, async () => {
    await detachFromDraft(store, conversationId, 'file_ids', [id]);
    await removeFiles(store, [id]);
  });
}

/** Puts files into the draft that were taken back from a message. @param {Store} store @param {string} conversationId @param {string[]} ids */
export function restageFiles(store, conversationId, ids) {
  return atomically(store, async () => {
    const here = (await filesOf(store, ids)).map(({ id }) => id);
    await handOver(store, here, 'staged');
    await attachToDraft(store, conversationId, 'file_ids', here);
  });
}

/** The files of a conversation's draft, in the order in which they were chosen. @param {Store} store @param {string} conversationId */
export async function stagedFiles(store, conversationId) {
  const draft = await getDraft(store, conversationId);
  return filesOf(store, draft?.file_ids ?? []);
}

/** @param {Store} store @param {string} id @returns {Promise<LocalFile|undefined>} what this device knows of a file's way to the server */
export const getLocalFile = (store, id) => store.db.files.get(id);

/** The bytes of a file, as long as they are here. @param {Store} store @param {string} id @returns {Promise<Blob|undefined>} */
export const blobOf = async (store, id) => blobFrom((await store.db.blobs.get(id))?.blob);

/** Looks are noted so seldom that looking costs no writing. */
const LOOKED_LATELY = 60 * 60 * 1_000;

/** The small picture of a file, as far as it is here. @param {Store} store @param {string} id @returns {Promise<Blob|undefined>} */
export async function previewOf(store, id) {
  const held = await store.db.previews.get(id);
  if (held && held.used_at < store.now() - LOOKED_LATELY) await store.db.previews.update(id, { used_at: store.now() });
  return blobFrom(held?.blob);
}

/** Keeps a picture that was looked at, if there is room. @param {Store} store @param {string} id @param {string} conversationId @param {Blob} blob */
export async function keepPreview(store, id, conversationId, blob) {
  try {
    await store.db.previews.put(heldBlob(store, id, conversationId, await keepable(store, blob)));
  } catch (error) {
    if (!isQuota(error)) throw error;
  }
}
