/** Words of the search through messages, which comes when somebody searches. */

import { counted } from './forms.js';

export const search = {
  results: 'Messages found',
  title: 'Messages',
  /** @param {string} name of a conversation */
  titleWithin: (name) => `Messages in ${name}`,
  filters: 'Filters',
  /** @param {number} count */
  filtersSet: (count) => `Filters (${count})`,
  within: 'In',
  everywhere: 'All conversations',
  from: 'From',
  anybody: 'Anybody',
  since: 'Since',
  until: 'Until',
  has: 'With',
  anything: 'Anything',
  kinds: [
    { id: 'link', name: 'Links' },
    { id: 'file', name: 'Files' },
    { id: 'image', name: 'Pictures' },
    { id: 'video', name: 'Videos' },
    { id: 'voice', name: 'Voice messages' },
    { id: 'context', name: 'Contexts' },
  ],
  clear: 'Clear filters',
  /** @param {number} count */
  found: (count) => counted(count, 'message', 'messages'),
  /** @param {number} count there are more on the server */
  foundMore: (count) => `More than ${counted(count, 'message', 'messages')}`,
  contexts: 'Contexts found',
  context: 'Context',
  nothing: 'No message says that.',
  nothingFiltered: 'No message that passes the filters says that.',
  ask: 'Type what the message says.',
  signsAlone: 'Punctuation alone is not searched for. Add a letter, a digit or an emoji.',
  /** @param {number} count how many were looked through */
  indexing: (count) => `Still looking: ${counted(count, 'message', 'messages')} searched so far.`,
  typedFilters: 'You can also type in: from: has: before: after:',
  /** Where was looked. */
  scope: {
    here: 'Searched: this device.',
    asking: 'Searched: this device. Asking the server…',
    both: 'Searched: this device and the server.',
    unread: 'Searched: this device and the server, which is still reading older messages.',
    offline: 'Searched: this device only, since there is no connection.',
    localOnly: 'Searched: this device only, as it is set to in Settings.',
    encrypted: 'Searched: this device only, since the server can’t read encrypted messages.',
    failed: 'Searched: this device only. The server did not answer.',
  },
  more: 'Show more',
  inFile: 'Name of a file',
  notSent: 'Not sent',
};
