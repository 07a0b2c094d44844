/** Words of an open conversation. */
import { counted, listed } from './forms.js';

export const conversation = {
  gone: 'This conversation is not here',
  goneHint: 'It was deleted, or you are no longer a member. Everything else is where it was.',
  /** @param {number} count */
  members: (count) => counted(count, 'member', 'members'),
  online: 'Online',
  idle: 'Away',
  /** @param {string} moment */
  seen: (moment) => `Last here ${moment}`,
  /** By the mode of this device. */
  outOfTouch: {
    hybrid: 'You’re offline. What you write leaves as soon as the network returns.',
    'cloud-only': 'You’re offline. Nothing is kept on this device, so writing needs the network.',
    'local-only': 'This device stays for itself. What you write waits here.',
  },
  backOnline: 'Back online',
  options: 'Conversation options',
  showMembers: 'Members',
  contexts: 'Contexts',
  /** @param {number} count */
  attached: (count) => counted(count, 'context', 'contexts'),
  addContext: 'Attach a context to the message',
  search: 'Search in conversation',
  jumpToDate: 'Jump to a date…',
  mute: 'Mute',
  unmute: 'Unmute',
  archive: 'Archive',
  unarchive: 'Move out of archive',
  hide: 'Remove from list',
  leave: 'Leave group',
  addContact: 'Add to contacts',
  archived: 'Archived',
  unarchived: 'Back among the conversations',
  onlyModerators: 'Only moderators write here.',
  /** @param {string|null} until */
  silenced: (until) => `Only moderators write here${until ? ` until ${until}` : ' for now'}.`,
  /** @param {string|null} until @param {string} reason */
  muted: (until, reason) => `You are muted here${until ? ` until ${until}` : ''}.${reason ? ` Reason: ${reason}` : ''}`,
  reports: 'Reports',
  /** @param {number} days */
  kept: (days) => `kept for ${counted(days, 'day', 'days')}`,
  you: 'You',
  /** @param {string[]} names */
  typing: (names) =>
    names.length > 2
      ? `${names.slice(0, 1).join('')} and ${names.length - 1} others are typing`
      : `${listed(names)} ${names.length === 1 ? 'is' : 'are'} typing`,
};

export const timeline = {
  messages: 'Messages',
  /** @param {string} name */
  startDirect: (name) => `This is the beginning of your conversation with ${name}.`,
  startSelf: 'A place for your own notes. Nobody else sees it.',
  startGroup: 'This is the beginning of the group.',
  /** @param {number} days */
  startKept: (days) => `Messages are kept for ${counted(days, 'day', 'days')} here. Older ones go for good.`,
  olderOffline: 'Older messages come when you are online again.',
  loading: 'Fetching messages…',
  /** @param {number} count */
  hole: (count) =>
    count === 1
      ? 'A message is not on this device. It comes when you are online.'
      : `${count.toLocaleString('en')} messages are not on this device. They come when you are online.`,
  notHere: 'That message is not on this device. It can be shown when you are online.',
  unread: 'New',
  /** @param {number} count */
  firstUnread: (count) => `Jump to the first of ${counted(count, 'unread message', 'unread messages')}`,
  latest: 'Jump to latest',
  /** @param {number} count */
  newMessages: (count) => counted(count, 'new message', 'new messages'),
};

export const message = {
  deleted: 'Message deleted',
  removed: 'Removed by a moderator',
  edited: 'edited',
  editedLong: 'Edited. Show earlier versions',
  /** @param {string} author @param {string} text */
  repliesTo: (author, text) => `In reply to ${author}: ${text}`,
  quoteGone: 'A message that is not here',
  status: {
    sending: 'Sending',
    sent: 'Sent',
    delivered: 'Delivered',
    read: 'Read',
    failed: 'Not sent',
  },
  /** @param {number} attached files and contexts that come with it */
  unsaved: (attached) =>
    attached > 0
      ? `Not kept yet: the server can’t save now. ${counted(attached, 'attachment comes', 'attachments come')} later.`
      : 'Not kept yet: the server can’t save now.',
  unsavedShort: 'Not kept yet',
  /** @param {number} count */
  attached: (count) => counted(count, 'attachment', 'attachments'),
  notSent: 'Not sent.',
  notChanged: 'The change was not kept.',
  conflict: 'Conflict: changed here and somewhere else.',
  review: 'Review',
  retry: 'Retry',
  delete: 'Delete',
  remove: 'Remove…',
  report: 'Report…',
  reply: 'Reply',
  react: 'Add reaction',
  edit: 'Edit',
  copy: 'Copy text',
  copied: 'Copied',
  notCopied: 'The browser did not allow copying. Select the text and copy it yourself.',
  copyLink: 'Copy link',
  readBy: 'Read by…',
  removePreview: 'Remove preview',
  keep: 'Keep as context',
  contexts: 'Attached contexts',
  /** @param {string|null} title */
  context: (title) => (title ? `Context: ${title}` : 'A context that is not on this device'),
  contextUnnamed: 'Context',
  history: 'Edit history',
  more: 'More actions',
  actions: 'Message actions',
  discarded: 'Message discarded',
  restore: 'Put back',
  /** @param {string} emoji @param {string[]} names */
  reactedBy: (emoji, names) => `${emoji} ${names.length}: ${listed(names)}`,
};

/** @param {any} meta */
const because = ({ reason }) => (reason ? `: ${reason}` : '');

export const system = {
  administrator: 'An administrator',
  /** @type {Object<string, (who: string, meta: any, whom: string) => string>} */
  events: {
    member_added: (who, _meta, whom) => `${who} added ${whom}`,
    member_joined: (who) => `${who} joined`,
    member_left: (who) => `${who} left`,
    member_removed: (who, _meta, whom) => `${who} removed ${whom}`,
    renamed: (who, meta) => `${who} renamed the group to “${meta.title}”`,
    role_changed: (who, meta, whom) =>
      `${who} made ${whom} ${meta.role === 'moderator' ? 'a moderator' : meta.role === 'owner' ? 'an owner' : 'a member'}`,
    created: (who) => `${who} made this group`,
    posting_changed: (who, meta) =>
      meta.posting === 'moderators' ? `${who} let only moderators write` : `${who} let everyone write`,
    member_silenced: (who, meta, whom) => `${who} muted ${whom}${because(meta)}`,
    member_unsilenced: (who, _meta, whom) => `${who} let ${whom} write again`,
    member_banned: (who, meta, whom) => `${who} banned ${whom}${because(meta)}`,
    ban_lifted: (who, _meta, whom) => `${who} lifted the ban of ${whom}`,
    silenced: (who) => `${who} let only moderators write for a while`,
    unsilenced: (who) => `${who} let everyone write again`,
    retention_changed: (who, { days }) =>
      days === null
        ? `${who} chose that messages are kept as long as usual`
        : days
          ? `${who} chose that messages are kept for ${counted(days, 'day', 'days')}`
          : `${who} chose that messages are kept for good`,
  },
};

export const composer = {
  addContext: 'Attach a context',
  contexts: 'Contexts that go with the message',
  /** @param {string} title */
  removeContext: (title) => `Remove ${title}`,
  message: 'Message',
  /** @param {string} name */
  placeholder: (name) => (name ? `Message ${name}` : 'Message'),
  send: 'Send',
  save: 'Save change',
  emoji: 'Emoji',
  /** @param {string} name */
  replying: (name) => `Reply to ${name}`,
  editing: 'Edit message',
  cancelReply: 'Cancel reply',
  cancelEdit: 'Cancel edit',
  full: 'This device’s storage is full, so that was not kept. Your text is still here.',
  /** @param {number} left */
  left: (left) => `${counted(left, 'character', 'characters')} left`,
  /** @param {number} over */
  over: (over) =>
    `${counted(over, 'character', 'characters')} over the limit of 10,000. Nothing is lost: shorten it, or send it in parts.`,
};

export const emoji = {
  title: 'Emoji',
  search: 'Search emoji',
  groups: 'Groups',
  recent: 'Often used',
  names: [
    'Smileys',
    'People',
    'Animals and nature',
    'Food and drink',
    'Travel and places',
    'Activities',
    'Objects',
    'Symbols',
    'Flags',
  ],
  none: 'No emoji found.',
  unavailable: 'The emoji could not be loaded. They come once you are online.',
};

export const history = {
  title: 'Edit history',
  now: 'Now',
  offline: 'Earlier versions are on the server; they can be shown when you’re online.',
};

export const readBy = {
  title: 'Read by',
  nobody: 'Nobody has read it yet.',
};

export const deleted = {
  context: 'Context deleted',
  one: 'Message deleted',
};
