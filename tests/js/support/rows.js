/** @import { Change, Contact, Conversation, LogEntry, Membership, Message, Reaction, User } from '../../../static/js/types.js' */
import { ADA, BOB } from './device.js';

/** Rows and packets as the server makes them, with only what a test says differing from the usual. */

export const ROOM = '22222222-2222-7222-8222-222222222222';
const TIME = '2026-11-21T12:00:00.000Z';

/** @param {number} number @returns {string} a well-formed id */
export const id = (number) => `00000000-0000-7000-8000-${String(number).padStart(12, '0')}`;

/** @param {Partial<Message>} [fields] @returns {Message} */
export const message = (fields = {}) => ({
  id: id(fields.ordinal ?? 1),
  conversation_id: ROOM,
  ordinal: 1,
  sender_id: BOB,
  role: 'user',
  content: 'hello',
  thinking: null,
  meta: null,
  reply_to: null,
  attachments: [],
  context_ids: [],
  encrypted_content: null,
  created_at: TIME,
  edited_at: null,
  deleted_at: null,
  version: 1,
  ...fields,
});

/** @param {Partial<Membership>} [fields] @returns {Membership} */
export const membership = (fields = {}) => ({
  conversation_id: ROOM,
  user_id: ADA,
  role: 'member',
  joined_at: TIME,
  left_at: null,
  silenced_until: null,
  banned_at: null,
  sanction_reason: '',
  delivered_ordinal: 0,
  read_ordinal: 0,
  receipt_seq: 0,
  version: 1,
  ...fields,
});

/** @param {Partial<Conversation>} [fields] @returns {Conversation} */
export const conversation = (fields = {}) => ({
  id: ROOM,
  kind: 'group',
  title: 'Room',
  description: '',
  encrypted: false,
  posting: 'everyone',
  silenced_until: null,
  retention_days: null,
  created_by: BOB,
  created_at: TIME,
  updated_at: TIME,
  last_seq: 3,
  first_ordinal: 1,
  last_ordinal: 0,
  last_receipt_seq: 0,
  message_count: 0,
  last_message: null,
  context_ids: [],
  version: 1,
  members: [membership({ version: 2 }), membership({ user_id: BOB, version: 3 })],
  ...fields,
});

/** @param {Partial<Reaction>} [fields] @returns {Reaction} */
export const reaction = (fields = {}) => ({
  id: id(900),
  message_id: id(1),
  conversation_id: ROOM,
  user_id: BOB,
  emoji: '👍',
  deleted_at: null,
  version: 1,
  ...fields,
});

/** @param {Partial<Contact>} [fields] @returns {Contact} */
export const contact = (fields = {}) => ({
  id: id(800),
  user_id: ADA,
  contact_id: BOB,
  nickname: '',
  created_at: TIME,
  deleted_at: null,
  version: 1,
  ...fields,
});

/** @param {Partial<import('../../../static/js/types.js').Context>} [fields] @returns {import('../../../static/js/types.js').Context} */
export const context = (fields = {}) => ({
  id: '01a00000-0000-7000-8000-0000000000c1',
  owner_id: ADA,
  title: 'Hours',
  content: 'Nine to five',
  category: /** @type {const} */ ('knowledge'),
  tags: ['shop'],
  is_favorite: false,
  usage_count: 0,
  last_used_at: null,
  metadata: null,
  created_at: '2026-11-21T10:00:00.000Z',
  updated_at: '2026-11-21T10:00:00.000Z',
  deleted_at: null,
  version: 1,
  ...fields,
});

/** @param {Partial<User>} [fields] @returns {User} */
export const user = (fields = {}) => ({
  id: BOB,
  username: 'bob',
  display_name: 'Bob',
  avatar_url: null,
  status_text: '',
  is_admin: false,
  is_bot: false,
  created_at: TIME,
  updated_at: TIME,
  ...fields,
});

/** @param {Change['entity']} entity @param {any} row @param {string} [entityId] @returns {Change} */
export const upsert = (entity, row, entityId = row.id ?? row.user_id ?? row.conversation_id) => ({
  seq: row.version ?? 0,
  entity,
  entity_id: entityId,
  op: 'upsert',
  row,
});

/** A packet of the room's log with these changes. @param {number} from @param {number} to @param {Change[]} changes @param {LogEntry['head']} [head] @returns {LogEntry} */
export const packet = (from, to, changes, head) => ({ log: `c:${ROOM}`, from, to, changes, ...(head ? { head } : {}) });

/** A new message as its packet: the log stands at 3 when the room is made, so ordinal 1 is number 4. @param {number} ordinal @param {Partial<Message>} [fields] */
export const arrival = (ordinal, fields = {}) =>
  packet(ordinal + 2, ordinal + 3, [upsert('message', message({ ordinal, version: ordinal + 3, ...fields }))], {
    last_ordinal: ordinal,
    message_count: ordinal,
  });

/** The room as a first pull brings it, after `newest` messages of Bob. @param {number} [newest] @returns {LogEntry} */
export function roomSnapshot(newest = 0) {
  const rows = Array.from({ length: newest }, (_, index) => message({ ordinal: index + 1, version: index + 4 }));
  const head = { last_ordinal: newest, message_count: newest };
  const row = conversation({ ...head, last_seq: newest + 3 });
  const people = [upsert('user', user()), upsert('user', user({ id: ADA, username: 'ada', display_name: 'Ada' }))];
  const changes = [upsert('conversation', row), ...people, ...rows.slice(-50).map((one) => upsert('message', one))];
  return { log: `c:${ROOM}`, from: 0, to: newest + 3, snapshot: true, changes, head };
}
