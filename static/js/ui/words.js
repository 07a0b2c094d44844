/**
 * Every word of the screens, one file a part of the application, so that a language can be added beside them. Functions
 * where a word depends on a number or a name. What is not on the first screen may bring its words itself.
 */

import {
  composer,
  conversation,
  deleted,
  emoji,
  history,
  message,
  readBy,
  system,
  timeline,
} from './words/conversation.js';
import { contacts, create, members, people } from './words/people.js';
import { settings } from './words/settings.js';
import { home, shortcuts, sidebar, switcher } from './words/shell.js';
import { sync, update } from './words/sync.js';

export { listed } from './words/forms.js';

export const words = {
  close: 'Close',
  cancel: 'Cancel',
  save: 'Save',
  saved: 'Saved',
  dismiss: 'Dismiss',
  undo: 'Undo',
  notes: 'Notes',
  you: 'You',
  back: 'Back to conversations',
  skip: 'Skip to the conversation',
  failed: 'That did not work. Please try again.',
  signedOutOffline: 'You’re signed out. Connect to the network to sign in again.',
  offlineShared: 'QuChat keeps nothing on this device, so it needs the network to start.',
  offlineFirst: 'You’re offline, and this browser has nothing to show yet. Connect once to sign in.',
  noStorage:
    'QuChat keeps its messages in this browser, and the browser does not let it. Private windows and full disks do that.',
  tooNew: 'A newer version of QuChat was used in this browser. Reload to get it.',
  tryAgain: 'Try again',
  unknownPerson: 'Somebody',

  sidebar,
  home,
  switcher,
  shortcuts,
  conversation,
  timeline,
  message,
  system,
  composer,
  emoji,
  history,
  readBy,
  deleted,
  people,
  create,
  members,
  contacts,
  settings,
  sync,
  update,
};
