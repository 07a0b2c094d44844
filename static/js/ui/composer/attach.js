import { FileRefused, MOST_FILES, stagedFiles, stageFile } from '../../db/files.js';
import { isQuota } from '../../db/quota.js';
import { fileLimit } from '../../sync/limits.js';
import { context } from '../context.js';
import { showToast } from '../toast.js';
import { files as words } from '../words/files.js';

/** Files as they come from a picker, the clipboard or a drop; folders can't be read like files. @typedef {{files: File[], folders: string[]}} Brought */

/** @param {DataTransfer|null} transfer @returns {Brought} */
export function broughtBy(transfer) {
  const items = [...(transfer?.items ?? [])].filter(({ kind }) => kind === 'file');
  const folders = items.flatMap((item) => {
    const entry = item.webkitGetAsEntry?.();
    return entry?.isDirectory ? [entry.name] : [];
  });
  const files = [...(transfer?.files ?? [])].filter(({ name }) => !folders.includes(name));
  return { files, folders };
}

/**
 * What the clipboard holds as a file. What comes from a text with pictures in it is meant as a text.
 * @param {DataTransfer|null} clipboard
 * @returns {Brought|null}
 */
export function pasted(clipboard) {
  if (!clipboard || clipboard.types.includes('text/plain')) return null;
  const brought = broughtBy(clipboard);
  return brought.files.length + brought.folders.length > 0 ? brought : null;
}

/**
 * Takes files into the draft, one after the other, and says which can't be.
 * @param {string} conversationId @param {Brought} brought
 */
export async function attach(conversationId, { files, folders }) {
  if (folders.length > 0) showToast(words.folders(folders));
  const room = MOST_FILES - (await stagedFiles(context.store, conversationId)).length;
  if (files.length > room) showToast(words.tooMany(MOST_FILES));
  for (const file of files.slice(0, Math.max(0, room))) await attachOne(conversationId, file);
}

/** @param {string} conversationId @param {File} file */
async function attachOne(conversationId, file) {
  const limit = fileLimit();
  if (file.size > limit) return void showToast(words.tooLarge(file.name, limit));
  try {
    await stageFile(context.store, conversationId, { blob: file, name: nameOf(file) });
  } catch (error) {
    showToast(reason(error, file.name));
  }
}

/** Browsers call every picture from the clipboard the same. @param {File} file */
function nameOf({ name, type }) {
  if (name && name !== 'image.png') return name;
  const moment = new Date().toISOString().slice(0, 19).replace('T', ' ').replaceAll(':', '.');
  return `Picture ${moment}.${type.split('/')[1]?.split('+')[0] ?? 'png'}`;
}

/** @param {unknown} error @param {string} name */
function reason(error, name) {
  if (isQuota(error)) return words.full(name);
  if (error instanceof FileRefused && error.code === 'too_many') return words.tooMany(MOST_FILES);
  return words.unreadable(name);
}
