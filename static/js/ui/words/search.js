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
  links: 'Only with links',
  clear: 'Clear filters',
  /** @param {number} count */
  found: (count) => counted(count, 'message', 'messages'),
  nothing: 'No message says that.',
  nothingFiltered: 'No message that passes the filters says that.',
  ask: 'Type what the message says.',
  /** @param {number} count how many were looked through */
  indexing: (count) => `Still looking: ${counted(count, 'message', 'messages')} searched so far.`,
  scope: 'Only what this device holds was searched, the newest first.',
  more: 'Show more',
  notSent: 'Not sent',
};
