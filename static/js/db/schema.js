/** @import { QuChatDB } from '../types.js' */
import Dexie from 'dexie';

/**
 * Every version that was ever released stays here, so that any older database can be carried forward.
 * `local.*` and `uncounted_ordinal` are absent on most rows and then take no place in their index.
 * @type {Object<string, string>[]}
 */
const VERSIONS = [
  {
    messages:
      'id, [conversation_id+ordinal], [conversation_id+uncounted_ordinal], [conversation_id+local.written_at], local.written_at',
    conversations: 'id',
    memberships: '[conversation_id+user_id], user_id',
    reactions: 'id, conversation_id, message_id',
    contacts: 'id, contact_id',
    userProfiles: 'id',
    conversationSettings: 'conversation_id',
    contexts: 'id',
    files: 'id',
    devices: 'id',
    drafts: 'conversation_id',
    outbox: '++position, &op_id, thing, conversation_id',
    conflicts: 'id, conversation_id, thing',
    ranges: '[conversation_id+from]',
    meta: 'key',
  },
  {
    // Few messages were ever edited or deleted: the search (search/upkeep.js) asks which, after a pull of many changes.
    messages:
      'id, [conversation_id+ordinal], [conversation_id+uncounted_ordinal], [conversation_id+local.written_at], local.written_at, edited_at, deleted_at',
    offers: 'thing, conversation_id, message_id',
  },
];

/** One database a person and server, so that nobody sees another's rows. @param {{serverId: string, userId: string}} session */
export const databaseName = ({ serverId, userId }) => `QuChatDB:${serverId}:${userId}`;

/**
 * @param {{serverId: string, userId: string}} session
 * @param {import('dexie').DexieOptions} [home] another IndexedDB than the browser's
 * @returns {QuChatDB}
 */
export function openDatabase(session, home = {}) {
  const db = new Dexie(databaseName(session), home);
  VERSIONS.forEach((tables, index) => {
    db.version(index + 1).stores(tables);
  });
  return /** @type {QuChatDB} */ (db);
}

/** Whether a newer release has written this database; Dexie would open it and lose what it does not know. @param {QuChatDB} db opened */
export const isNewerThanCode = (db) => db.backendDB().version >= (VERSIONS.length + 1) * 10;

/**
 * Removes a whole database, once every tab has closed it. (Dexie's own `delete` warns of each such wait, which is what
 * signing out with several tabs is like.)
 * @param {string} name
 * @returns {Promise<void>}
 */
export function removeDatabase(name) {
  return new Promise((resolve, reject) => {
    const removal = indexedDB.deleteDatabase(name);
    removal.onsuccess = () => resolve();
    removal.onerror = () => reject(removal.error);
  });
}
