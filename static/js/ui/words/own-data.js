/** Words of taking one's data away. */
import { bytesWords } from '../../lib/bytes.js';
import { counted } from './forms.js';

export const ownData = {
  title: 'Your data',
  hint: 'A zip file of what the server holds of you: your profile, contacts and contexts, and the conversations you are in with all their messages. Pages to read without QuChat, and the same for programs. Whoever has the file can read it.',
  files: 'With files and pictures',
  start: 'Download my data',
  stop: 'Stop',
  collecting: 'The server collects your data…',
  /** @param {number} bytes */
  coming: (bytes) => `Downloading… ${bytesWords(bytes)}`,
  /** @param {Date} date */
  fileName: (date) => `quchat-my-data-${date.toISOString().slice(0, 10)}.zip`,
  done: 'Downloaded. The file is among your downloads.',
  stopped: 'Stopped. Nothing was saved.',
  /** @type {Record<string, string>} */
  failed: {
    offline: 'The server can’t be reached. Try again when you’re online.',
    local_only: 'This device is set to stay for itself. Change that under Sync first.',
    cut: 'The connection broke before all of it was here. Nothing was saved. Please try again.',
  },
  /** @param {number} seconds */
  tooOften: (seconds) =>
    `You have downloaded it several times just now. Try again in ${counted(Math.ceil(seconds / 60), 'minute', 'minutes')}.`,
};
