/** Words of the frame around everything: lists, home, switcher, shortcuts. */
import { counted } from './forms.js';

export const sidebar = {
  conversations: 'Conversations',
  archived: 'Archived',
  create: 'New conversation',
  contacts: 'Contacts',
  contexts: 'Contexts',
  settings: 'Settings',
  administration: 'Administration',
  search: 'Search',
  shortcuts: 'Keyboard shortcuts',
  empty: 'No conversations yet.',
  emptyHint: 'Start one with the people you know.',
  nothingFound: 'No conversation or contact is called that.',
  /** @param {number} count */
  unread: (count) => (count === 1 ? 'unread message' : 'unread messages'),
  draft: 'Draft:',
  /** @param {number} count */
  draftFiles: (count) => counted(count, 'file', 'files'),
  muted: 'Muted',
  notSent: 'Not sent',
  noMessages: 'No messages yet',
  people: 'People you know',
  noteToSelf: 'Notes to self',
};

export const home = {
  /** @param {string} name */
  welcome: (name) => (name ? `Welcome, ${name}` : 'Welcome'),
  firstSteps: 'Find somebody here and say hello, or bring a whole class together in a group.',
  administrator:
    'You are the administrator of this QuChat. Invite the others with a link or make their accounts, then start talking.',
  invite: 'Invite people',
  pick: 'Nothing is open',
  pickHint: 'Choose a conversation on the left, or start a new one.',
  goAnywhere: 'Go anywhere',
  shortcuts: 'All shortcuts',
};

export const switcher = {
  title: 'Go to',
  placeholder: 'Go to a conversation or person…',
  conversation: 'Conversation',
  person: 'Contact',
  action: 'Action',
  nothing: 'Nothing is called that.',
};

export const shortcuts = {
  title: 'Keyboard shortcuts',
  /** @type {[string, string[]][]} */
  list: [
    ['Go to any conversation', ['Mod', 'K']],
    ['Search', ['/']],
    ['Search this conversation', ['Mod', 'F']],
    ['New conversation', ['Alt', 'N']],
    ['Next unread conversation', ['Alt', '↓']],
    ['Send the message', ['Enter']],
    ['New line', ['Shift', 'Enter']],
    ['Edit your last message', ['↑']],
    ['Move through messages', ['↑', '↓']],
    ['Message actions', ['Enter']],
    ['Reply to the message', ['R']],
    ['React to the message', ['+']],
    ['Edit the message', ['E']],
    ['Back to writing, or close', ['Esc']],
    ['These shortcuts', ['?']],
  ],
};
