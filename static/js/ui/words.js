/**
 * Every word of the screens, in one place, so that a language can be added beside it. Functions where a word depends
 * on a number or a name.
 */

/** @param {number} count @param {string} one @param {string} many */
const counted = (count, one, many) => `${count.toLocaleString('en')} ${count === 1 ? one : many}`;

/** "Ada", "Ada and Ben", "Ada, Ben and Chi" @param {string[]} names */
export const listed = (names) => new Intl.ListFormat('en', { type: 'conjunction' }).format(names);

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
  offlineFirst: 'You’re offline, and this browser has nothing to show yet. Connect once to sign in.',
  noStorage:
    'QuChat keeps its messages in this browser, and the browser does not let it. Private windows and full disks do that.',
  tooNew: 'A newer version of QuChat was used in this browser. Reload to get it.',
  tryAgain: 'Try again',
  unknownPerson: 'Somebody',

  sidebar: {
    conversations: 'Conversations',
    archived: 'Archived',
    create: 'New conversation',
    contacts: 'Contacts',
    settings: 'Settings',
    search: 'Search',
    shortcuts: 'Keyboard shortcuts',
    empty: 'No conversations yet.',
    emptyHint: 'Start one with the people you know.',
    nothingFound: 'No conversation or contact is called that.',
    /** @param {number} count */
    unread: (count) => (count === 1 ? 'unread message' : 'unread messages'),
    draft: 'Draft:',
    muted: 'Muted',
    notSent: 'Not sent',
    noMessages: 'No messages yet',
    people: 'People you know',
    noteToSelf: 'Notes to self',
  },

  home: {
    /** @param {string} name */
    welcome: (name) => (name ? `Welcome, ${name}` : 'Welcome'),
    firstSteps: 'Find somebody here and say hello, or bring a whole class together in a group.',
    administrator: 'You are the administrator of this QuChat. Invite the others with a link, then start talking.',
    invite: 'Invite people',
    pick: 'Nothing is open',
    pickHint: 'Choose a conversation on the left, or start a new one.',
    goAnywhere: 'Go anywhere',
    shortcuts: 'All shortcuts',
  },

  conversation: {
    gone: 'This conversation is not here',
    goneHint: 'It was deleted, or you are no longer a member. Everything else is where it was.',
    /** @param {number} count */
    members: (count) => counted(count, 'member', 'members'),
    online: 'Online',
    idle: 'Away',
    /** @param {string} moment */
    seen: (moment) => `Last here ${moment}`,
    offline: 'You’re offline. What you write leaves as soon as the network returns.',
    backOnline: 'Back online',
    options: 'Conversation options',
    showMembers: 'Members',
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
    you: 'You',
    /** @param {string[]} names */
    typing: (names) =>
      names.length > 2
        ? `${names.slice(0, 1).join('')} and ${names.length - 1} others are typing`
        : `${listed(names)} ${names.length === 1 ? 'is' : 'are'} typing`,
  },

  timeline: {
    messages: 'Messages',
    /** @param {string} name */
    startDirect: (name) => `This is the beginning of your conversation with ${name}.`,
    startSelf: 'A place for your own notes. Nobody else sees it.',
    startGroup: 'This is the beginning of the group.',
    olderOffline: 'Older messages come when you are online again.',
    loading: 'Fetching older messages…',
    unread: 'New',
    latest: 'Jump to latest',
    /** @param {number} count */
    newMessages: (count) => counted(count, 'new message', 'new messages'),
  },

  message: {
    deleted: 'Message deleted',
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
    notSent: 'Not sent.',
    notChanged: 'The change was not kept.',
    retry: 'Retry',
    delete: 'Delete',
    reply: 'Reply',
    react: 'Add reaction',
    edit: 'Edit',
    copy: 'Copy text',
    copied: 'Copied',
    copyLink: 'Copy link',
    readBy: 'Read by…',
    history: 'Edit history',
    more: 'More actions',
    actions: 'Message actions',
    discarded: 'Message discarded',
    restore: 'Put back',
    /** @param {string} emoji @param {string[]} names */
    reactedBy: (emoji, names) => `${emoji} ${names.length}: ${listed(names)}`,
  },

  system: {
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
        meta.posting === 'moderators' ? `${who} lets only moderators write now` : `${who} lets everyone write now`,
    },
  },

  composer: {
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
    /** @param {number} left */
    left: (left) => `${counted(left, 'character', 'characters')} left`,
    /** @param {number} over */
    over: (over) =>
      `${counted(over, 'character', 'characters')} over the limit of 10,000. Nothing is lost: shorten it, or send it in parts.`,
  },

  emoji: {
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
  },

  people: {
    find: 'Find people',
    findHint: 'Name or username',
    none: 'Nobody is called that.',
    offline: 'You’re offline: only people you already know are listed.',
    /** @param {string} name */
    remove: (name) => `Remove ${name}`,
    hint: 'Your contacts appear here. Type a name to find others.',
  },

  create: {
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
  },

  members: {
    title: 'Members',
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
    deleteAsk: (name) => `Delete “${name}” for everyone? All its messages go.`,
    /** @param {string} name */
    leaveAsk: (name) => `Leave “${name}”? You will no longer see its messages.`,
    /** @param {string} name */
    removeAsk: (name) => `Remove ${name} from the group?`,
  },

  contacts: {
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
  },

  settings: {
    title: 'Settings',
    sections: 'Sections',
    profile: 'Profile',
    appearance: 'Appearance',
    account: 'Account',
    devices: 'Devices',
    invites: 'Invites',
    sync: 'Sync',
    displayName: 'Display name',
    statusText: 'Status',
    statusHint: 'A few words that others see under your name',
    username: 'Username',
    picture: 'Picture',
    choosePicture: 'Choose picture…',
    removePicture: 'Remove picture',
    pictureFailed: 'This picture could not be used. Choose a JPEG, PNG or WebP of up to 10 MB.',
    theme: 'Theme',
    themes: { system: 'System', light: 'Light', dark: 'Dark' },
    textSize: 'Text size',
    singleKeys: 'Shortcuts of a single key',
    singleKeysHint: '?, /, and R, E and + on a message. Those with Ctrl, Alt or arrows always work.',
    sizes: { small: 'Small', normal: 'Normal', large: 'Large', largest: 'Largest' },
    password: 'Change password',
    currentPassword: 'Current password',
    newPassword: 'New password',
    passwordHint: 'At least 8 characters. Your other devices are signed out.',
    passwordChanged: 'Password changed. Other devices are signed out.',
    signOut: 'Sign out',
    signOutHint: 'Everything QuChat keeps in this browser is erased; it stays on the server.',
    signOutAsk: 'Sign out of this browser?',
    /** @param {number} count */
    signOutPending: (count) =>
      `${counted(count, 'change has', 'changes have')} not reached the server yet and would be lost. Sign out anyway?`,
    needsNetwork: 'This needs the network. Try again when you’re online.',
    thisDevice: 'This device',
    /** @param {string} moment */
    lastSeen: (moment) => `Last used ${moment}`,
    /** @param {string} name */
    signOutDevice: (name) => `Sign out ${name}`,
    endDevice: 'Sign out',
    deviceEnded: 'Signed out there',
    noInvites: 'No open invites.',
    inviteHint: 'Whoever has the link can create an account here.',
    inviteUses: 'How many people',
    inviteDays: 'Valid for',
    /** @param {number} days */
    days: (days) => counted(days, 'day', 'days'),
    makeInvite: 'Make invite link',
    inviteLink: 'Invite link',
    inviteOnce: 'Copy it now: it is shown only once.',
    copy: 'Copy',
    revoke: 'Revoke',
    /** @param {number} uses @param {string} until */
    inviteLeft: (uses, until) => `${counted(uses, 'use', 'uses')} left, until ${until}`,
    toInstallation: 'To QuChat',
    /** @param {string} name */
    toConversation: (name) => `To “${name}”`,
    revokeInvite: 'Revoke invite',
    connection: 'Connection',
    waiting: 'Waiting to be sent',
    lastError: 'Last problem',
    none: 'None',
    syncNow: 'Sync now',
  },

  sync: {
    name: 'Sync status',
    online: 'Up to date',
    syncing: 'Synchronising…',
    offline: 'Offline',
    /** @param {number} count */
    pending: (count) => counted(count, 'change waits', 'changes wait'),
    retry: 'Retry',
    signIn: 'Sign in',
    reload: 'Reload',
  },

  update: {
    ready: 'A new version of QuChat is ready.',
    reload: 'Reload',
  },

  shortcuts: {
    title: 'Keyboard shortcuts',
    /** @type {[string, string[]][]} */
    list: [
      ['Go to any conversation', ['Mod', 'K']],
      ['Search conversations', ['/']],
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
  },

  switcher: {
    title: 'Go to',
    placeholder: 'Go to a conversation or person…',
    conversation: 'Conversation',
    person: 'Contact',
    action: 'Action',
    nothing: 'Nothing is called that.',
  },

  history: {
    title: 'Edit history',
    now: 'Now',
    offline: 'Earlier versions are on the server; they can be shown when you’re online.',
  },

  readBy: {
    title: 'Read by',
    nobody: 'Nobody has read it yet.',
  },

  confirm: {
    title: 'Are you sure?',
  },

  deleted: {
    one: 'Message deleted',
  },
};
