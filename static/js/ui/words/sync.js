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
};

export const update = {
  ready: 'A new version of QuChat is ready.',
  reload: 'Reload',
};
