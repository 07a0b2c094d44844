/** @import { Attachment, Store } from '../types.js' */
import { blobOf, keepPreview, previewOf } from '../db/files.js';
import { isPlainPicture } from '../lib/media.js';
import { fetchBlob } from '../net/http.js';

/** In pixels; the server has a few widths and gives the next larger. Enough for a screen when there is no network. */
const WIDTH = 960;

/**
 * The small picture of a file: from this device, or from the server, and then kept for when there is no network.
 * @param {Store} store @param {Attachment} file @param {string} conversationId
 * @returns {Promise<Blob|null>} null when there is none to be had; rejects when the server can't be reached
 */
export async function pictureOf(store, file, conversationId) {
  const held = (await previewOf(store, file.id)) ?? (await ownPicture(store, file));
  if (held || !file.preview_url) return held ?? null;
  const blob = await fetchBlob(`${file.preview_url}?width=${WIDTH}`);
  await keepPreview(store, file.id, conversationId, blob);
  return blob;
}

/** @param {Store} store @param {Attachment} file */
const ownPicture = (store, file) => (isPlainPicture(file) ? blobOf(store, file.id) : undefined);
