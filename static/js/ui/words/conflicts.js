/** Words of what was changed in two places. */
import { counted, listed } from './forms.js';

export const conflicts = {
  title: 'Review conflicts',
  none: 'Nothing is left to decide.',
  intro: 'This was changed here and somewhere else at the same time. Nothing of it is lost: choose what it shall be.',
  settled: 'All decided',
  mine: 'Mine',
  theirs: 'Theirs',
  merged: 'Merged',
  keepMine: 'Keep mine',
  keepTheirs: 'Keep theirs',
  keepMerged: 'Keep merged',
  deleteAnyway: 'Delete it anyway',
  keepIt: 'Keep it',
  deletedHere: 'You deleted it',
  deleted: 'Deleted',
  empty: 'Empty',
  /** @param {string} moment */
  when: (moment) => `You changed it ${moment}`,
  /** @param {{mine: string, theirs: string}[]} clashes */
  clashes: (clashes) =>
    `Both changed ${counted(clashes.length, 'passage', 'passages')}: ${listed(
      clashes.map(({ mine, theirs }) => `“${mine.trim() || '…'}” and “${theirs.trim() || '…'}”`),
    )}. Both stand in the merged text; take out what is too much.`,
  /** What a conflict is about, by entity. @type {Object<string, (where: string) => string>} */
  about: {
    message: (where) => (where ? `A message in ${where}` : 'A message'),
    conversation: (where) => `The group ${where}`,
    contact: (where) => `Your contact ${where}`,
    settings: (where) => `Your settings for ${where}`,
    user: () => 'Your profile',
    context: (where) => (where ? `Your context ${where}` : 'A context of yours'),
  },
  /** @type {Object<string, string>} */
  fields: {
    content: 'Text',
    title: 'Title',
    description: 'Description',
    posting: 'Who may write',
    nickname: 'Nickname',
    display_name: 'Display name',
    status_text: 'Status',
    archived: 'Archived',
    muted_until: 'Muted until',
    notify: 'Notifications',
    category: 'Category',
    tags: 'Tags',
    is_favorite: 'Favourite',
  },
  /** Values that are no text. @type {Object<string, Object<string, string>>} */
  values: {
    posting: { everyone: 'Everyone', moderators: 'Only moderators' },
    archived: { true: 'Yes', false: 'No' },
    notify: { all: 'All messages', mentions: 'Mentions', none: 'None' },
    muted_until: { null: 'Not muted' },
    is_favorite: { true: 'Yes', false: 'No' },
    category: { knowledge: 'Knowledge', document: 'Document', chat: 'Chat', code: 'Code', custom: 'Other' },
  },
};
