/** Words of contexts: the knowledge one keeps and attaches. */
import { counted } from './forms.js';

export const contexts = {
  title: 'Contexts',
  /** @param {number} count */
  count: (count) => counted(count, 'context', 'contexts'),
  intro: 'Keep what you explain again and again, and attach it where it helps.',
  empty: 'Nothing kept yet. Write a first one, make one from a text file, or keep a message from its menu.',
  nothingFound: 'No context says that.',
  find: 'Find a context',
  create: 'New context',
  fromFile: 'From a text file',
  file: 'Text file',
  sort: 'Order',
  /** @type {Record<import('../../db/contexts.js').Sort, string>} */
  sorts: {
    updated: 'Last changed',
    last_used: 'Last used',
    used: 'Most used',
    title: 'Title',
    created: 'Newest',
  },
  category: 'Category',
  anyCategory: 'All categories',
  /** @type {Record<import('../../types.js').Category, string>} */
  categories: { knowledge: 'Knowledge', document: 'Document', chat: 'Chat', code: 'Code', custom: 'Other' },
  tag: 'Tag',
  anyTag: 'All tags',
  favorites: 'Only favourites',
  /** @param {string} title */
  favorite: (title) => `Favourite: ${title}`,
  /** @param {string} title */
  options: (title) => `Options for ${title}`,
  read: 'Read',
  edit: 'Edit',
  copy: 'Copy text',
  delete: 'Delete',
  waiting: 'Not sent yet',
  /** @param {number} times @param {string} last */
  used: (times, last) => `Used ${counted(times, 'time', 'times')}, last ${last}`,
  never: 'Not used yet',
  /** @param {string} moment */
  changed: (moment) => `Changed ${moment}`,
  editTitle: 'Edit context',
  fieldTitle: 'Title',
  fieldContent: 'Text',
  contentHint: 'Markdown works here.',
  fieldTags: 'Tags',
  tagsHint: 'Separated by commas, up to 20.',
  write: 'Write',
  preview: 'Preview',
  view: 'Write or preview',
  previewEmpty: 'Nothing to show yet.',
  titleMissing: 'Give it a title.',
  /** @param {number} over */
  tooLong: (over) => `${counted(over, 'character', 'characters')} too many. A context holds 50,000.`,
  tooManyTags: 'At most 20 tags.',
  tagTooLong: 'A tag has at most 50 characters.',
  discardAsk: 'Discard what you wrote?',
  discard: 'Discard',
  notText: 'That file is no text.',
  fileTooLong: 'That text is longer than the 50,000 characters that a context holds.',
  kept: 'Kept',
  full: 'You keep 1,000 contexts, which is the most. Delete some first.',
  attachToMessage: 'Attach to the message',
  attachToConversation: 'Attach to the conversation',
  /** @param {number} chosen @param {number} most */
  chosen: (chosen, most) => `${chosen} of ${most} chosen`,
  done: 'Done',
  /** @param {string} name */
  ofConversation: (name) => `Contexts of ${name}`,
  ofConversationHint: 'Every member can read these. Only you can change yours.',
  noneAttached: 'Nothing is attached here.',
  /** @param {string} title */
  detach: (title) => `Take ${title} away`,
  mostAttached: 'That is all: 20 can be attached.',
  /** @param {string} name */
  by: (name) => `From ${name}`,
  yours: 'Yours',
  gone: 'No longer available',
  goneHint: 'It was deleted, taken away, or its owner is not in the conversation any more.',
  notHere: 'This context is not on this device. It can be shown when you are online.',
  loading: 'Fetching it…',
  unnamed: 'Context',
  attached: 'Attached contexts',
};
