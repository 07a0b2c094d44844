/** @import { Conversation, OutboxEntry, Store } from '../types.js' */
import { iso } from '../lib/time.js';
import { directConversationId, uuid7 } from '../lib/uuid.js';
import { thingOf } from './entities.js';
import { pendingOf } from './outbox.js';
import { atomically } from './store.js';
import { write } from './write.js';

/**
 * @param {Store} store
 * @param {{title: string, memberIds: string[], description?: string, posting?: Conversation['posting']}} group
 * @returns {Promise<string>} the conversation's id
 */
export async function createGroup(store, { title, memberIds, description = '', posting = 'everyone' }) {
  const id = uuid7(store.now());
  const others = memberIds.filter((memberId) => memberId !== store.userId);
  await atomically(store, async () => {
    await putMembers(store, id, [store.userId, ...others]);
    await create(store, id, { kind: 'group', title, description, posting, member_ids: others });
  });
  store.wake();
  return id;
}

/**
 * The direct conversation with a person. Made here when it is missing; the server and the other person hear of it with
 * its first message, so that merely opening one leaves nothing in their list.
 * @param {Store} store @param {string} userId
 * @returns {Promise<string>} the conversation's id
 */
export async function openDirect(store, userId) {
  const id = directConversationId(store.serverId, store.userId, userId);
  await atomically(store, async () => {
    if (await store.db.conversations.get(id)) return;
    await putMembers(store, id, [...new Set([store.userId, userId])]);
    await store.db.conversations.put({ ...blankDirect(id, store, userId), base: null, local: null });
  });
  return id;
}

/** @param {string} id @param {Store} store @param {string} peerId @returns {Conversation} */
const blankDirect = (id, store, peerId) => ({
  id,
  kind: 'direct',
  title: '',
  description: '',
  encrypted: false,
  posting: 'everyone',
  created_by: store.userId,
  created_at: iso(store.now()),
  updated_at: iso(store.now()),
  last_seq: 0,
  last_ordinal: 0,
  last_receipt_seq: 0,
  message_count: 0,
  last_message: null,
  context_ids: [],
  version: 0,
  peer_id: peerId,
});

/** Members of a conversation that is not made yet; they come into being with it. @param {Store} store @param {string} id @param {string[]} userIds */
async function putMembers(store, id, userIds) {
  const joined_at = iso(store.now());
  await store.db.memberships.bulkPut(
    userIds.map((user_id) => ({
      conversation_id: id,
      user_id,
      role: user_id === store.userId ? 'owner' : 'member',
      joined_at,
      left_at: null,
      delivered_ordinal: 0,
      read_ordinal: 0,
      receipt_seq: 0,
      version: 0,
      base: null,
      local: null,
    })),
  );
}

/** Tells the server of a conversation that so far is only here, or that it refused before. Within a transaction. @param {Store} store @param {string} id */
export async function ensureConversation(store, id) {
  const row = await store.db.conversations.get(id);
  if (!row || row.base !== null) return;
  const waiting = await pendingOf(store, thingOf('conversation', id));
  if (waiting.length > 0) return unpark(store, waiting[0]);
  const { kind, title, description, posting, retention_days } = row;
  const named = kind === 'direct' ? {} : { title, description, posting, retention_days };
  await create(store, id, { kind, ...named, member_ids: await otherMembers(store, row) });
}

/** @param {Store} store @param {OutboxEntry} entry */
async function unpark(store, entry) {
  if (entry.state === 'parked') await store.db.outbox.put({ ...entry, state: 'waiting', retry_at: 0 });
}

/** @param {Store} store @param {string} id @param {Object<string, any>} fields */
const create = (store, id, fields) =>
  write(store, { entity: 'conversation', id, op: 'create', fields, conversationId: id });

/** @param {Store} store @param {Conversation} conversation */
async function otherMembers(store, { id, kind, peer_id }) {
  if (kind === 'direct') return [peer_id];
  const members = await store.db.memberships
    .where('[conversation_id+user_id]')
    .between([id, ''], [id, '\uffff'])
    .toArray();
  return members.map((member) => member.user_id).filter((userId) => userId !== store.userId);
}
