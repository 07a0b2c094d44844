/**
 * What the rows of an export must look like to be taken in. Fields that are not named here are taken as they are:
 * screens show nothing but text anyway, whoever wrote it.
 * @typedef {(value: any) => boolean} Check
 */

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;
const LONGEST_TEXT = 200_000;

/** @type {Check} */
const id = (value) => typeof value === 'string' && UUID.test(value);
/** @type {Check} */
const text = (value) => typeof value === 'string' && value.length <= LONGEST_TEXT;
/** @type {Check} */
const time = (value) => typeof value === 'string' && TIME.test(value);
/** @type {Check} */
const number = (value) => Number.isSafeInteger(value) && value >= 0;
/** @type {Check} */
const flag = (value) => typeof value === 'boolean';
/** @type {Check} */
const fields = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);
/** @type {(check: Check) => Check} */
const maybe = (check) => (value) => value === null || value === undefined || check(value);
/** @type {(...words: string[]) => Check} */
const oneOf =
  (...words) =>
  (value) =>
    words.includes(value);
/** @type {(check: Check) => Check} */
const listOf = (check) => (value) => Array.isArray(value) && value.length <= 10_000 && value.every(check);

const ENTITY = oneOf(
  'message',
  'conversation',
  'membership',
  'reaction',
  'contact',
  'user',
  'settings',
  'receipt',
  'context',
  'conversation_context',
  'link_preview',
  'preferences',
);
const DEVICE = { local: maybe(fields), base: maybe(fields) };

/** @type {Object<string, Object<string, Check>>} */
const SHAPES = {
  outbox: {
    op_id: id,
    entity: ENTITY,
    entity_id: id,
    op: oneOf('create', 'update', 'delete', 'set'),
    base_version: maybe(number),
    fields,
    client_time: time,
    thing: text,
    needs: listOf(text),
    conversation_id: maybe(id),
    state: oneOf('waiting', 'sending', 'suspect', 'parked'),
    written_at: time,
    before: maybe((value) => text(value) || fields(value)),
    attachments: maybe(listOf(fields)),
  },
  drafts: {
    conversation_id: id,
    content: text,
    replyTo: maybe(id),
    editing: maybe(id),
    updated_at: time,
    file_ids: maybe(listOf(id)),
    context_ids: maybe(listOf(id)),
  },
  files: {
    id,
    conversation_id: id,
    name: text,
    size: number,
    media_type: text,
    width: maybe(number),
    height: maybe(number),
    created_at: time,
    state: oneOf('staged', 'waiting', 'uploading', 'done', 'failed'),
  },
  conflicts: {
    id,
    entity: ENTITY,
    entity_id: id,
    conversation_id: maybe(id),
    thing: text,
    mine: fields,
    written_at: time,
  },
  userProfiles: { id, username: text, display_name: text, updated_at: maybe(time), ...DEVICE },
  contexts: {
    id,
    owner_id: id,
    title: text,
    content: text,
    category: text,
    tags: listOf(text),
    is_favorite: flag,
    usage_count: number,
    updated_at: time,
    deleted_at: maybe(time),
    version: number,
    shown_by: maybe(listOf(id)),
    ...DEVICE,
  },
  contacts: { id, user_id: id, contact_id: id, nickname: text, version: number, ...DEVICE },
  conversations: { id, kind: oneOf('direct', 'group'), title: text, version: number, last_ordinal: number, ...DEVICE },
  memberships: { conversation_id: id, user_id: id, version: number, read_ordinal: number, ...DEVICE },
  conversationSettings: {
    conversation_id: id,
    archived: flag,
    version: number,
    ...DEVICE,
  },
  messages: {
    id,
    conversation_id: id,
    ordinal: maybe((value) => number(value) && value > 0),
    sender_id: id,
    role: oneOf('user', 'assistant', 'system'),
    content: text,
    attachments: listOf(fields),
    reply_to: maybe(id),
    created_at: time,
    edited_at: maybe(time),
    deleted_at: maybe(time),
    version: number,
    ...DEVICE,
  },
  linkPreviews: {
    message_id: id,
    conversation_id: id,
    url: text,
    title: text,
    description: text,
    site_name: text,
    image_url: maybe(text),
    image_width: maybe(number),
    image_height: maybe(number),
    deleted_at: maybe(time),
    version: number,
    ...DEVICE,
  },
  preferences: { user_id: id, link_previews: flag, version: number, ...DEVICE },
  reactions: { id, message_id: id, conversation_id: id, user_id: id, emoji: text, version: number, ...DEVICE },
};

/** Whether a value is a row of this table. A row's copies of the server's must be rows, too. @param {string} table @param {any} row @returns {boolean} */
export function isRow(table, row) {
  if (!fields(row)) return false;
  const shape = SHAPES[table];
  if (!Object.entries(shape).every(([name, check]) => check(row[name]))) return false;
  return row.base === undefined || row.base === null || isRow(table, { ...row.base, base: undefined, local: null });
}

/** @param {any} value @returns {value is import('./format.js').Manifest} */
export const isManifest = (value) =>
  fields(value) &&
  fields(value.server) &&
  fields(value.account) &&
  fields(value.cursors) &&
  Object.values(value.cursors).every(number) &&
  [value.server.id, value.account.id].every(id) &&
  text(value.account.username) &&
  maybe(text)(value.server.epoch) &&
  time(value.exported_at);
