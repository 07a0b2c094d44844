/** Words of people and groups. */

export const people = {
  find: 'Find people',
  findHint: 'Name or username',
  none: 'Nobody is called that.',
  offline: 'You’re offline: only people you already know are listed.',
  /** @param {string} name */
  remove: (name) => `Remove ${name}`,
  hint: 'Your contacts appear here. Type a name to find others.',
};

export const create = {
  title: 'New conversation',
  group: 'Group',
  one: 'One person',
  kind: 'Kind',
  groupTitle: 'Title',
  groupTitleHint: 'What the group is called, such as “Biology 10b”',
  announcements: 'Announcements',
  announcementsHint: 'Only moderators write; everybody reads and reacts.',
  chosen: 'Chosen people',
  start: 'Create group',
  needsTitle: 'Give the group a title.',
  needsPeople: 'Choose at least one person.',
};

export const members = {
  title: 'Members',
  settings: 'Group settings',
  rename: 'Title',
  description: 'Description',
  add: 'Add people',
  addChosen: 'Add',
  invite: 'Invite by link',
  roles: { owner: 'Owner', moderator: 'Moderator', member: 'Member' },
  makeOwner: 'Make owner',
  makeModerator: 'Make moderator',
  makeMember: 'Make member',
  remove: 'Remove from group',
  message: 'Message',
  /** @param {string} name */
  options: (name) => `Options for ${name}`,
  leave: 'Leave group',
  delete: 'Delete group for everyone',
  /** @param {string} name */
  deleteAsk: (name) => `Delete “${name}” for everyone?`,
  deleteDetail: 'All its messages go, on every device.',
  /** @param {string} name */
  leaveAsk: (name) => `Leave “${name}”?`,
  leaveDetail: 'You will no longer see its messages.',
  /** @param {string} name */
  removeAsk: (name) => `Remove ${name} from the group?`,
};

export const contacts = {
  title: 'Contacts',
  empty: 'No contacts yet.',
  emptyHint: 'Find people by their name or username.',
  add: 'Add',
  added: 'In your contacts',
  /** @param {string} name */
  addNamed: (name) => `Add ${name}`,
  /** @param {string} name */
  message: (name) => `Message ${name}`,
  nickname: 'Nickname',
  nicknameHint: 'Only you see it. Empty: their own name.',
  edit: 'Nickname…',
  remove: 'Remove contact',
  yours: 'Your contacts',
  others: 'Others',
  /** @param {string} name */
  removed: (name) => `${name} is no longer a contact`,
};
