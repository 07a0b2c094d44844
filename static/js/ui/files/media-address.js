/** @import { Attachment } from '../../types.js' */
import { blobOf } from '../../db/files.js';
import { isShut } from '../../net/http.js';
import { context } from '../context.js';

/**
 * Where a file's bytes are to be had: on this device, else on the server, where nothing forbids asking it.
 * @param {Attachment} file
 * @returns {Promise<{address: string, held: boolean, drop: () => void}|null>} `drop` when it is not needed any more
 */
export async function addressOf(file) {
  const blob = await blobOf(context.store, file.id);
  if (!blob) return file.url && !isShut() ? { address: file.url, held: false, drop: () => {} } : null;
  const address = URL.createObjectURL(blob);
  return { address, held: true, drop: () => URL.revokeObjectURL(address) };
}
