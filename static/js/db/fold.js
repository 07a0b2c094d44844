/** @import { Context, Message, OutboxEntry, Preferences, Settings } from '../types.js' */

/**
 * What each waiting change does to a row, so that changes can be laid again over whatever arrives from the server.
 * Each takes the row as it is so far (null: not there yet), the entry, and who writes.
 * @typedef {(row: any, entry: OutboxEntry, userId: string) => any} Fold
 */

/** @type {Fold} */
const assign = (row, { fields }) => row && { ...row, ...fields };

/** @type {Fold} */
const bury = (row, { client_time }) => row && { ...row, deleted_at: client_time };

/** @param {OutboxEntry} entry @param {string} userId @returns {Message} */
function newMessage({ entity_id, fields, client_time, attachments = [] }, userId) {
  return {
    id: entity_id,
    conversation_id: fields.conversation_id,
    ordinal: null,
    sender_id: userId,
    role: 'user',
    content: fields.content,
    thinking: null,
    meta: fields.meta ?? null,
    reply_to: fields.reply_to ?? null,
    attachments,
    context_ids: fields.context_ids ?? [],
    encrypted_content: null,
    created_at: fields.created_at ?? client_time,
    edited_at: fields.edited_at ?? null,
    deleted_at: null,
    version: 0,
  };
}

/** @param {OutboxEntry} entry @param {string} userId */
const newConversation = ({ entity_id, fields, client_time }, userId) => ({
  id: entity_id,
  kind: fields.kind,
  title: fields.title ?? '',
  description: fields.description ?? '',
  encrypted: false,
  posting: fields.posting ?? 'everyone',
  silenced_until: null,
  retention_days: fields.retention_days ?? null,
  created_by: userId,
  created_at: client_time,
  updated_at: client_time,
  last_seq: 0,
  first_ordinal: 1,
  last_ordinal: 0,
  last_receipt_seq: 0,
  message_count: 0,
  last_message: null,
  context_ids: [],
  version: 0,
  peer_id: fields.kind === 'direct' ? fields.member_ids[0] : null,
});

/** @param {OutboxEntry} entry */
const newMembership = ({ entity_id, conversation_id, fields, client_time }) => ({
  conversation_id,
  user_id: entity_id,
  role: fields.role ?? 'member',
  joined_at: client_time,
  left_at: null,
  silenced_until: null,
  banned_at: null,
  sanction_reason: '',
  delivered_ordinal: 0,
  read_ordinal: 0,
  receipt_seq: 0,
  version: 0,
});

/** @param {OutboxEntry} entry @param {string} userId */
const newReaction = ({ entity_id, conversation_id, fields }, userId) => ({
  id: entity_id,
  message_id: fields.message_id,
  conversation_id,
  user_id: userId,
  emoji: fields.emoji,
  deleted_at: null,
  version: 0,
});

/** @param {OutboxEntry} entry @param {string} userId */
const newContact = ({ entity_id, fields, client_time }, userId) => ({
  id: entity_id,
  user_id: userId,
  contact_id: fields.contact_id,
  nickname: fields.nickname ?? '',
  created_at: client_time,
  deleted_at: null,
  version: 0,
});

/** @param {OutboxEntry} entry @param {string} userId @returns {Context} */
const newContext = ({ entity_id, fields, client_time }, userId) => ({
  id: entity_id,
  owner_id: userId,
  title: fields.title,
  content: fields.content ?? '',
  category: fields.category ?? 'knowledge',
  tags: fields.tags ?? [],
  is_favorite: fields.is_favorite ?? false,
  usage_count: 0,
  last_used_at: null,
  metadata: fields.metadata ?? null,
  created_at: client_time,
  updated_at: client_time,
  deleted_at: null,
  version: 0,
});

/** An edit brings back what was deleted elsewhere; `before` is all that it said. To like something is no edit. @type {Fold} */
const changeContext = (row, { fields, before, client_time }) => {
  const isEdit = Object.keys(fields).some((name) => name !== 'is_favorite');
  if (!row || (row.deleted_at && !isEdit)) return row;
  const whole = row.deleted_at && typeof before === 'object' ? before : {};
  return { ...row, ...whole, ...fields, deleted_at: null, ...(isEdit ? { updated_at: client_time } : {}) };
};

/** @param {Pick<OutboxEntry, 'entity_id'>} entry @returns {Settings} */
const newSettings = ({ entity_id }) => ({
  conversation_id: entity_id,
  archived: false,
  muted_until: null,
  notify: 'all',
  hidden_ordinal: null,
  version: 0,
});

/** @param {Pick<OutboxEntry, 'entity_id'>} entry @returns {Preferences} */
const newPreferences = ({ entity_id }) => ({ user_id: entity_id, link_previews: true, version: 0 });

/** A role, a mute, a ban; whoever is banned has left. @type {Fold} */
function changeMembership(row, { fields, client_time }) {
  if (!row) return row;
  const { banned, reason, ...given } = fields;
  const decided = reason === undefined ? {} : { sanction_reason: reason };
  const ban = banned && { banned_at: client_time, left_at: row.left_at ?? client_time };
  const lifted = banned === false && { banned_at: null };
  return { ...row, ...given, ...decided, ...(ban || lifted || {}) };
}

/** Of somebody else's it says that a moderator did it. @type {Fold} */
const removeMessage = (row, { client_time }, userId) =>
  row && {
    ...row,
    content: '',
    attachments: [],
    meta: row.sender_id === userId ? null : { removed_by: 'moderator' },
    deleted_at: client_time,
  };

/** @type {Object<string, Object<string, Fold>>} */
const FOLDS = {
  message: {
    create: (row, entry, userId) => row ?? newMessage(entry, userId),
    update: (row, { fields, client_time }) =>
      row && { ...row, content: fields.content, edited_at: client_time, deleted_at: null },
    delete: removeMessage,
  },
  conversation: {
    create: (row, entry, userId) => row ?? newConversation(entry, userId),
    update: assign,
    // A direct conversation is only hidden, which its settings say.
    delete: (row, entry, userId) => (row?.kind === 'group' ? bury(row, entry, userId) : row),
  },
  membership: {
    create: (row, entry) =>
      row ? { ...row, role: entry.fields.role ?? 'member', left_at: null } : newMembership(entry),
    update: changeMembership,
    delete: (row, { client_time }) => row && { ...row, left_at: client_time },
  },
  reaction: {
    create: (row, entry, userId) => (row ? { ...row, deleted_at: null } : newReaction(entry, userId)),
    delete: bury,
  },
  contact: {
    create: (row, entry, userId) =>
      row ? { ...row, nickname: entry.fields.nickname ?? '', deleted_at: null } : newContact(entry, userId),
    update: assign,
    delete: bury,
  },
  user: { update: assign },
  link_preview: { delete: bury },
  notice: { delete: bury },
  preferences: { set: (row, entry) => ({ ...(row ?? newPreferences(entry)), ...entry.fields }) },
  context: {
    create: (row, entry, userId) => row ?? newContext(entry, userId),
    update: changeContext,
    set: (row, { fields, client_time }) =>
      row && { ...row, usage_count: row.usage_count + fields.times, last_used_at: client_time },
    delete: (row, { client_time }) => row && { ...row, title: '', content: '', tags: [], deleted_at: client_time },
  },
  settings: { set: (row, entry) => ({ ...(row ?? newSettings(entry)), ...entry.fields }) },
};

/** Lays the waiting changes of one row over it. @param {any} row @param {OutboxEntry[]} entries @param {string} userId */
export const fold = (row, entries, userId) =>
  entries.reduce((folded, entry) => FOLDS[entry.entity][entry.op](folded, entry, userId), row);

/** What a conversation's settings are as long as nobody set any. @param {string} id */
export const defaultSettings = (id) => newSettings({ entity_id: id });
