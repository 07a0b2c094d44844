/** Words of taking an older database of this application over. */
import { counted, listed } from './forms.js';

export const takeOver = {
  title: 'Older QuChat data',
  found: 'This browser holds data of an older QuChat.',
  look: 'Look at it',
  /** @param {{messages: number, unsent: number, drafts: number, contacts: number}} counts */
  holds: ({ messages, unsent, drafts, contacts }) =>
    `It holds ${listed([
      counted(messages, 'message', 'messages'),
      `${counted(unsent, 'unsent message', 'unsent messages')}`,
      counted(drafts, 'draft', 'drafts'),
      counted(contacts, 'contact', 'contacts'),
    ])}.`,
  explain:
    'Messages that were sent come from the server. What was never sent is sent now, and drafts and contacts are kept. Then the old data is removed.',
  notNow: 'Not now',
  start: 'Take over',
  /** @param {number} count */
  left: (count) =>
    `${counted(count, 'entry belongs', 'entries belong')} to conversations or people that are not here any more. They can be saved as a file before the old data goes.`,
  save: 'Save as a file, then remove',
  file: 'quchat-older-data.json',
  /** @param {{sent: number, drafts: number, contacts: number}} account */
  done: ({ sent, drafts, contacts }) =>
    `Taken over: ${listed([
      counted(sent, 'unsent message', 'unsent messages'),
      counted(drafts, 'draft', 'drafts'),
      counted(contacts, 'contact', 'contacts'),
    ])}. The old data is removed.`,
};
