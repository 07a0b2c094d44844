/**
 * What older databases called their tables and fields. The first name that a row has counts. Rows are told apart by what
 * they hold, not by a version: those databases were changed without one.
 */

/** In which of its stores each kind stood. @type {Object<string, string[]>} */
export const STORES = {
  messages: ['messages'],
  contacts: ['contacts'],
  drafts: ['drafts'],
  queue: ['outbox', 'offlineQueue', 'syncQueue', 'pendingMessages'],
  conversations: ['conversations', 'chats'],
  facts: ['meta', 'auth', 'session', 'settings'],
};

const FIELDS = {
  id: ['id', 'message_id', 'messageId'],
  conversation: ['conversation_id', 'conversationId', 'chat_id', 'chatId'],
  sender: ['sender_id', 'senderId', 'user_id', 'userId'],
  recipient: ['recipient_id', 'recipientId'],
  content: ['content', 'text', 'body'],
  status: ['status', 'state', 'sync_status', 'syncStatus'],
  contact: ['contact_id', 'contactId', 'contact_user_id'],
  nickname: ['nickname', 'name', 'alias'],
  payload: ['payload', 'data', 'message'],
  key: ['key', 'name'],
  value: ['value'],
};

/** What a message was called that had not left. */
const UNSENT = ['pending', 'sending', 'queued', 'unsent', 'failed', 'offline', 'local'];
const OWNER_KEYS = ['user_id', 'userId', 'current_user', 'currentUser', 'user'];

/** @param {any} row @param {keyof typeof FIELDS} field @returns {any} */
export function read(row, field) {
  const name = FIELDS[field].find((one) => row?.[one] !== undefined && row[one] !== null);
  return name === undefined ? null : row[name];
}

/** @param {any} row */
export const isUnsent = (row) =>
  UNSENT.includes(String(read(row, 'status')).toLowerCase()) || row.synced === false || row.pending === true;

/** Whose it was, where it was noted. @param {any[]} facts */
export function ownerIn(facts) {
  const fact = facts.find((row) => OWNER_KEYS.includes(read(row, 'key')));
  const value = read(fact, 'value');
  return (typeof value === 'object' ? read(value, 'id') : value) ?? null;
}
