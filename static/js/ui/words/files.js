/** Words of files: chosen, on their way, and in messages. */
import { bytesWords } from '../../lib/bytes.js';
import { counted } from './forms.js';

export const files = {
  attach: 'Attach files',
  tray: 'Files to send',
  /** @param {string} name */
  remove: (name) => `Remove ${name}`,
  /** @param {number} bytes */
  size: (bytes) => bytesWords(bytes),
  taking: 'Taking files in…',
  /** @param {number} count */
  taken: (count) => `${counted(count, 'file', 'files')} to send`,
  /** @param {string} name */
  dropHere: (name) => `Drop files to send them to ${name}`,
  /** @param {number} most */
  tooMany: (most) => `At most ${most} files go with one message.`,
  /** @param {string} name @param {number} limit */
  tooLarge: (name, limit) => `${name} is larger than ${bytesWords(limit)}, which is the most that this QuChat takes.`,
  /** @param {string[]} names */
  folders: (names) =>
    names.length === 1
      ? `${names[0]} is a folder. Choose the files in it, or pack it into one.`
      : 'Folders can’t be sent. Choose the files in them, or pack each into one.',
  /** @param {string} name */
  unreadable: (name) => `${name} can’t be read. It may have been moved, or be open somewhere else.`,
  /** @param {string} name */
  full: (name) => `There is no room left on this device to keep ${name} until it is sent.`,
  notWhileEditing: 'Files can’t be added to a message that was sent. Finish the change first.',
  /** @param {string} name */
  uploading: (name) => `Uploading ${name}`,
  waiting: 'Waits for the network',
  /** @param {string} name */
  cancel: (name) => `Cancel ${name}`,
  /** @param {string} name */
  cancelled: (name) => `${name} is not sent.`,
  putBack: 'Put back',
  /** @param {string} name */
  play: (name) => `Play ${name}`,
  download: 'Download',
  notHere: 'This file is not on this device. It comes when you are online.',
  gone: 'This file is not available any more.',
  viewer: 'Pictures',
  close: 'Close',
  next: 'Next',
  previous: 'Previous',
  zoom: 'Zoom',
};
