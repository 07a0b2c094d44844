/** @import { Draft, LastMessage, Local, Settings, Store, StoredConversation, StoredUser } from '../types.js' */
import { compare, preview } from '../lib/text.js';
import { contactsByUser } from './contacts.js';
import { isPresent, membershipsOf } from './memberships.js';
import { nameOf } from './names.js';
import { settingsOf } from './settings.js';
import { countUnread } from './unread.js';
import { getUsers } from './users.js';

export { deleteConversation, updateConversation } from './conversation-changes.js';
export { createGroup, openDirect } from './conversation-creation.js';
export { nameOf } from './names.js';

/**
 * A conversation as lists and headers show it. `lastMessage.local` tells that it is not sent yet.
 * @typedef {{conversation: StoredConversation, name: string, peer: StoredUser|null, settings: Settings, unread: number,
 *   lastMessage: (LastMessage & {local?: Local|null})|null, lastSender: StoredUser|null, draft: Draft|null,
 *   firstUnreadOrdinal: number|null}} ConversationView
 */

/**
 * One's conversations, the last active first.
 * @param {Store} store @param {{archived?: boolean}} [which]
 * @returns {Promise<ConversationView[]>}
 */
export async function listConversations(store, { archived = false } = {}) {
  const conversations = await store.db.conversations.toArray();
  const mine = await leftConversations(store);
  const settings = await settingsOf(
    store,
    conversations.map(({ id }) => id),
  );
  const unsent = await newestUnsent(store);
  const shown = conversations.filter(({ id, deleted_at, last_ordinal }) => {
    const { archived: isArchived, hidden_ordinal } = /** @type {Settings} */ (settings.get(id));
    const hidden = hidden_ordinal !== null && last_ordinal <= hidden_ordinal && !unsent.has(id);
    return isArchived === archived && !deleted_at && !mine.has(id) && !hidden;
  });
  const views = await describe(store, shown, unsent);
  return views.sort((one, other) => compare(activity(other), activity(one)));
}

/** @param {Store} store @param {string} id @returns {Promise<ConversationView|null>} */
export async function getConversation(store, id) {
  const conversation = await store.db.conversations.get(id);
  if (!conversation || conversation.deleted_at) return null;
  return (await describe(store, [conversation], await newestUnsent(store)))[0];
}

/**
 * When something last happened. What is being sent comes first: by this device's clock it could be anywhere.
 * @param {ConversationView} view
 */
function activity({ conversation, lastMessage }) {
  const time = lastMessage?.created_at ?? conversation.created_at;
  return `${lastMessage?.local?.state === 'sending' ? '~' : ''}${time}/${conversation.id}`;
}

/** Ids of conversations that one has left. @param {Store} store */
async function leftConversations(store) {
  const mine = await store.db.memberships.where('user_id').equals(store.userId).toArray();
  return new Set(mine.filter((member) => member.left_at).map((member) => member.conversation_id));
}

/** The newest message of each conversation that is still only here. @param {Store} store */
async function newestUnsent(store) {
  const rows = await store.db.messages.orderBy('local.written_at').reverse().limit(200).toArray();
  /** @type {Map<string, LastMessage & {local: Local|null}>} */
  const newest = new Map();
  for (const { id, conversation_id, sender_id, content, created_at, ordinal, local } of rows) {
    if (ordinal !== null || newest.has(conversation_id)) continue;
    newest.set(conversation_id, { id, sender_id, preview: preview(content), created_at, local });
  }
  return newest;
}

/**
 * @param {Store} store @param {StoredConversation[]} conversations
 * @param {Map<string, LastMessage & {local: Local|null}>} unsent
 * @returns {Promise<ConversationView[]>}
 */
async function describe(store, conversations, unsent) {
  const ids = conversations.map(({ id }) => id);
  const settings = await settingsOf(store, ids);
  const drafts = await store.db.drafts.bulkGet(ids);
  const unread = await countUnread(store, conversations);
  const contacts = await contactsByUser(store);
  const members = await membersOfUntitled(store, conversations);
  const last = conversations.map(({ id, last_message }) => unsent.get(id) ?? last_message);
  const users = await getUsers(store, peopleIn(store, conversations, [...members.values()].flat(), last));
  return conversations.map((conversation, index) => ({
    conversation,
    name: nameOf(conversation, members.get(conversation.id) ?? [], users, contacts, store.userId),
    peer: conversation.kind === 'direct' ? (users.get(conversation.peer_id ?? store.userId) ?? null) : null,
    settings: /** @type {Settings} */ (settings.get(conversation.id)),
    unread: unread[index].unread,
    firstUnreadOrdinal: unread[index].firstUnreadOrdinal,
    lastMessage: last[index],
    lastSender: users.get(last[index]?.sender_id ?? '') ?? null,
    draft: drafts[index] ?? null,
  }));
}

/** Groups without a title are called after their members; only for those are memberships read. @param {Store} store @param {StoredConversation[]} conversations */
async function membersOfUntitled(store, conversations) {
  const untitled = conversations.filter(({ kind, title }) => kind === 'group' && !title);
  const lists = await Promise.all(untitled.map(({ id }) => membershipsOf(store, id)));
  return new Map(untitled.map(({ id }, index) => [id, lists[index].filter(isPresent)]));
}

/**
 * @param {Store} store @param {StoredConversation[]} conversations @param {{user_id: string}[]} members
 * @param {(LastMessage|null)[]} last
 */
function peopleIn(store, conversations, members, last) {
  const peers = conversations.filter(({ kind }) => kind === 'direct').map(({ peer_id }) => peer_id ?? store.userId);
  const senders = last.flatMap((message) => (message ? [message.sender_id] : []));
  return [...peers, ...members.map(({ user_id }) => user_id), ...senders];
}
