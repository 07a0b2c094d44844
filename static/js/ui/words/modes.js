/** Words of how this device keeps things, and of leaving it. */
import { counted, listed } from './forms.js';

export const modes = {
  legend: 'How this device keeps things',
  hybrid: 'Keep and synchronise',
  hybridHint: 'Your conversations are on this device, with or without a network, and in step with the server.',
  'cloud-only': 'Keep nothing here',
  'cloud-onlyHint':
    'For a shared computer: everything goes when the page is closed, and what you write needs the network.',
  'local-only': 'Stay on this device',
  'local-onlyHint': 'Nothing leaves this device and nothing comes in. What you write waits here until you change this.',
};

/** What would be lost. @param {number} changes @param {number} drafts */
const what = (changes, drafts) =>
  listed([
    ...(changes ? [counted(changes, 'change', 'changes')] : []),
    ...(drafts ? [counted(drafts, 'unsent draft', 'unsent drafts')] : []),
  ]);

export const waiting = {
  sendNow: 'Send now',
  exportFirst: 'Export first',
  exported: 'Exported. Import the file after signing in again, and what waits is sent then.',
  sent: 'Everything you wrote has reached the server.',
  notYet: 'The server can’t be reached. It is tried again by itself.',
  /** @param {number} changes @param {number} drafts @param {number} files @returns {string} */
  lost: (changes, drafts, files) =>
    files
      ? `${waiting.lost(changes, drafts, 0)} ${counted(files, 'file is', 'files are')} among that.`
      : changes
        ? `${counted(changes, 'change has', 'changes have')} not reached the server yet and would be lost${drafts ? `, and so would ${what(0, drafts)}` : ''}.`
        : `${what(0, drafts)} would be lost.`,
};

export const signOut = {
  title: 'Sign out of this browser?',
  hint: 'Everything QuChat keeps in this browser is erased; it stays on the server.',
  go: 'Sign out',
};

export const toMemory = {
  title: 'Keep nothing on this device?',
  hint: 'What QuChat keeps in this browser is erased; it stays on the server.',
  go: 'Erase and go on',
};

export const fromMemory = {
  title: 'Keep your conversations on this device?',
  hint: 'They are fetched from the server again.',
  go: 'Keep them here',
};

export const upload = {
  title: 'Send what waits?',
  /** @param {number} changes */
  hint: (changes) => `${counted(changes, 'change waits', 'changes wait')} on this device and would leave it now.`,
  go: 'Send and synchronise',
  stay: 'Stay on this device',
};
