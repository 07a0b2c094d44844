/** @import { Attachment, Draft, LastMessage, Local, Membership, Settings, Store, StoredConversation, StoredUser, UnsavedMessage } from '../types.js' */
import { preview } from '../lib/text.js';
import { contactsByUser } from './contacts.js';
import { defaultSettings } from './fold.js';
import { isPresent, membershipsOf } from './memberships.js';
import { nameOf } from './names.js';
import { countUnread, isRead, NONE_UNREAD } from './unread.js';
import { getUsers } from './users.js';

/**
 * A conversation as lists and headers show it. `lastMessage.local` tells that it is not sent yet; `attachments` what one
 * without words brings, and is missing while its row is not here yet. `unsaved`: only its sender keeps it so far, and so
 * much comes with it later.
 * @typedef {LastMessage & {local?: Local|null, attachments?: Attachment[], context_ids?: string[],
 *   unsaved?: {attached: number}}} ShownMessage
 * @typedef {{conversation: StoredConversation, name: string, peer: StoredUser|null, settings: Settings, unread: number,
 *   lastMessage: ShownMessage|null, lastSender: StoredUser|null, draft: Draft|null,
 *   firstUnreadOrdinal: number|null}} ConversationView
 * @typedef {{own: Map<string, Membership>, settings: Map<string, Settings>, drafts: Map<string, Draft>,
 *   unsent: Map<string, ShownMessage>}} Facts what belongs to conversations, by their ids
 */

/** @param {Store} store @param {StoredConversation[]} conversations @param {Facts} facts @returns {Promise<ConversationView[]>} */
export async function describe(store, conversations, { own, settings, drafts, unsent }) {
  const contacts = await contactsByUser(store);
  const members = await membersOfUntitled(store, conversations);
  const last = await withAttachments(
    store,
    conversations.map(({ id, last_message }) => unsent.get(id) ?? last_message),
  );
  const users = await getUsers(store, peopleIn(conversations, [...members.values()].flat(), last));
  const unread = await unreadOf(store, conversations, own);
  return conversations.map((conversation, index) => ({
    conversation,
    name: nameOf(conversation, members.get(conversation.id) ?? [], users, contacts, store.userId),
    peer: users.get(conversation.peer_id ?? '') ?? null,
    settings: settings.get(conversation.id) ?? defaultSettings(conversation.id),
    ...(unread.get(conversation.id) ?? NONE_UNREAD),
    lastMessage: last[index],
    lastSender: users.get(last[index]?.sender_id ?? '') ?? null,
    draft: drafts.get(conversation.id) ?? null,
  }));
}

/** Looks up what wordless messages bring; there are few. @param {Store} store @param {(ShownMessage|null)[]} last @returns {Promise<(ShownMessage|null)[]>} */
async function withAttachments(store, last) {
  const wordless = last.flatMap((message) => (message && !message.preview && !message.attachments ? [message.id] : []));
  if (wordless.length === 0) return last;
  const rows = new Map((await store.db.messages.bulkGet(wordless)).map((row) => [row?.id, row]));
  return last.map((message) => {
    const row = message && rows.get(message.id);
    return row ? { ...message, attachments: row.attachments ?? [], context_ids: row.context_ids } : message;
  });
}

/** @param {Store} store @param {StoredConversation[]} conversations @param {Facts['own']} own */
async function unreadOf(store, conversations, own) {
  const behind = conversations.filter((conversation) => !isRead(conversation, own.get(conversation.id)));
  const counts = await Promise.all(
    behind.map((conversation) =>
      countUnread(store, conversation, /** @type {Membership} */ (own.get(conversation.id))),
    ),
  );
  return new Map(behind.map(({ id }, index) => [id, counts[index]]));
}

/** The newest message of each conversation that is still only here. @param {Store} store @returns {Promise<Facts['unsent']>} */
export async function newestUnsent(store) {
  const rows = await store.db.messages.orderBy('local.written_at').reverse().limit(200).toArray();
  /** @type {Facts['unsent']} */
  const newest = new Map();
  for (const { id, conversation_id, sender_id, content, created_at, ordinal, local, ...carried } of rows) {
    if (ordinal !== null || newest.has(conversation_id)) continue;
    const { attachments, context_ids } = carried;
    newest.set(conversation_id, {
      id,
      sender_id,
      preview: preview(content),
      created_at,
      local,
      attachments,
      context_ids,
    });
  }
  return newest;
}

/**
 * With what was told by others and is newer than anything that is held.
 * @param {Facts['unsent']} unsent @param {Map<string, UnsavedMessage>} told by conversation
 * @param {StoredConversation[]} conversations
 * @returns {Facts['unsent']}
 */
export function withTold(unsent, told, conversations) {
  if (told.size === 0) return unsent;
  const newest = new Map(unsent);
  for (const { id, last_message } of conversations) {
    const message = told.get(id);
    const held = unsent.get(id) ?? last_message;
    if (message && message.created_at >= (held?.created_at ?? '')) newest.set(id, asShown(message));
  }
  return newest;
}

/** @param {UnsavedMessage} message @returns {ShownMessage} */
const asShown = ({ id, sender_id, content, created_at, attached }) => ({
  id,
  sender_id,
  preview: preview(content),
  created_at,
  unsaved: { attached },
});

/** Groups without a title are called after their members; only for those are memberships read. @param {Store} store @param {StoredConversation[]} conversations */
async function membersOfUntitled(store, conversations) {
  const untitled = conversations.filter(({ kind, title }) => kind === 'group' && !title);
  const lists = await Promise.all(untitled.map(({ id }) => membershipsOf(store, id)));
  return new Map(untitled.map(({ id }, index) => [id, lists[index].filter(isPresent)]));
}

/**
 * @param {StoredConversation[]} conversations @param {{user_id: string}[]} members
 * @param {(LastMessage|null)[]} last
 */
function peopleIn(conversations, members, last) {
  const peers = conversations.flatMap(({ peer_id }) => (peer_id ? [peer_id] : []));
  const senders = last.flatMap((message) => (message ? [message.sender_id] : []));
  return [...peers, ...members.map(({ user_id }) => user_id), ...senders];
}
