/** @import { Attachment } from '../../types.js' */

import { status } from '../../sync/status.js';
import { showToast } from '../toast.js';
import { files as words } from '../words/files.js';
import { addressOf } from './media-address.js';

/** Gives the person a file of a message, from this device or from the server. @param {Attachment} file */
export async function saveFile(file) {
  const found = await addressOf(file);
  if (!found || (!found.held && !status.get().online)) return void showToast(words.notHere);
  Object.assign(document.createElement('a'), { href: found.address, download: file.name }).click();
  // The browser has begun to read it by then.
  setTimeout(found.drop, 60_000);
}
