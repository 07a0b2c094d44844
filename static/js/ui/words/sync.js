/** Words of how this device stands with the server. */
import { counted } from './forms.js';

export const sync = {
  name: 'Sync status',
  online: 'Up to date',
  syncing: 'Synchronising…',
  connecting: 'Connecting…',
  offline: 'Offline',
  localOnly: 'On this device only',
  changeMode: 'Change',
  needsServer: 'Nothing is kept on this device, so this needs the network. What you wrote stays where it is.',
  unreachable: 'Server not reachable',
  /** @param {number} count */
  pending: (count) => counted(count, 'change waits', 'changes wait'),
  /** @param {number} count */
  conflicts: (count) => `Review ${counted(count, 'conflict', 'conflicts')}`,
  /** @param {string} name */
  lost: (name) =>
    `${name ? `You are no longer a member of “${name}”.` : 'A conversation is gone.'} What you had written there is kept.`,
  showLost: 'Show it',
  retry: 'Retry',
  signIn: 'Sign in',
  reload: 'Reload',
  freeSpace: 'Free space',
  administer: 'Administration',
  service: {
    readOnly:
      'The server can’t save anything right now. Those who are online see what you write; it is kept here and saved later.',
    /** For administrators. */
    why: {
      full: 'Its disk is full: free some room.',
      busy: 'Another program holds its database.',
      read_only: 'Its database may only be read: look at its rights and its disk.',
      damaged: 'Its database is damaged: stop the server and restore a backup.',
      away: 'Its database can’t be reached: look whether it runs.',
    },
    /** @param {string|null} reason */
    maintenance: (reason) =>
      `The server is being looked after${reason ? `: ${reason.replace(/[.!]$/, '')}` : ''}. What you write is kept here and sent when it is back.`,
    stopping: 'The server is restarting. What you write is kept here and sent in a moment.',
    otherRelease: 'The server has another version of QuChat now. Reload to get it; nothing is lost.',
  },
};

export const update = {
  ready: 'A new version of QuChat is ready.',
  reload: 'Reload',
};
