/** Words of the settings' section about what this device keeps. */
import { bytesWords } from '../../lib/bytes.js';
import { counted } from './forms.js';

/** @param {number} messages @param {number} files */
const removed = (messages, files) =>
  [
    ...(messages > 0 ? [counted(messages, 'message', 'messages')] : []),
    ...(files > 0 ? [counted(files, 'copy of a file', 'copies of files')] : []),
  ].join(' and ');

export const storage = {
  kept: 'Kept on this device',
  /** @param {number} total @param {number} budget */
  ofBudget: (total, budget) => `About ${bytesWords(total)} of ${bytesWords(budget)}`,
  /** @param {number} bytes */
  onDisk: (bytes) => `The browser itself counts ${bytesWords(bytes)}, with space that it gives back later.`,
  /** @type {Object<string, string>} */
  kinds: {
    messages: 'Messages',
    people: 'Conversations and people',
    files: 'Files',
    contexts: 'Contexts',
    unsent: 'Drafts and unsent changes',
    search: 'Search index',
    application: 'The application itself',
  },
  inMemory: 'This device keeps nothing: everything goes when the page is closed. See Sync to change that.',
  measuring: 'Measuring…',
  budget: 'Keep at most',
  keep: 'Keep messages for',
  /** @type {Object<string, string>} */
  periods: { 30: '30 days', 90: '90 days', 365: 'One year', null: 'As long as there is room' },
  keepHint:
    'Older messages stay on the server and come again when you scroll to them. Unread and unsent ones, drafts and the newest of each conversation are never removed.',
  clean: 'Clean up now',
  cleaning: 'Cleaning up…',
  /** @param {{messages: number, files: number, bytes: number}} freed */
  cleaned: ({ messages, files, bytes }) =>
    messages + files === 0
      ? 'There was nothing to remove.'
      : `${removed(messages, files)} removed from this device, about ${bytesWords(bytes)}.`,
  /** @param {string} moment */
  cleanedLast: (moment) => `Last cleaned up ${moment}.`,
  persistence: 'Protection',
  /** @type {Object<string, string>} */
  persistent: {
    kept: 'The browser keeps this data until you sign out.',
    'may-go':
      'The browser may erase this data when the disk is full. What was sent is on the server; what was not would be lost.',
    unknown: 'This browser does not tell whether it may erase this data.',
  },
  protect: 'Ask the browser to keep it',
  refused: 'The browser did not agree. It often does once QuChat is installed or used more.',
};
