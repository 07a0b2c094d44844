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
  {
    // The bytes lie apart from what is known of a file, which changes with every step of its upload. Their sizes are
    // indexed so that they can be added up without being touched.
    files: 'id, state, conversation_id',
    blobs: 'id, conversation_id, used_at, size',
    previews: 'id, conversation_id, used_at, size',
    linkPreviews: 'message_id, conversation_id',
    preferences: 'user_id',
    contexts: 'id, *shown_by',
  },
  {
    notices: 'id',
  },
];

/** One database a person and server, so that nobody sees another's rows. @param {{serverId: string, userId: string}} session */
export const databaseName = ({ serverId, userId }) => `QuChatDB:${serverId}:${userId}`;

/**
 * @param {{serverId: string, userId: string}} session
 * @param {import('dexie').DexieOptions} [home] another IndexedDB than the browser's
 * @param {(why: Loss) => void} [lost] called when the database is taken away: nothing can be written from then on
 * @returns {QuChatDB}
 */
export function openDatabase(session, home = {}, lost = () => {}) {
  const db = /** @type {QuChatDB} */ (new Dexie(databaseName(session), home));
  VERSIONS.forEach((tables, index) => {
    db.version(index + 1).stores(tables);
  });
  giveWay(db, lost);
  return db;
}

/**
 * Closes a database for good when another tab upgrades or removes it, or the browser erases it. By itself Dexie would
 * open it again with the next query, and old code would write into a new schema, or into an empty database.
 * @typedef {'outdated'|'erased'} Loss
 * @param {QuChatDB} db @param {(why: Loss) => void} lost
 */
function giveWay(db, lost) {
  /** @param {Loss} why */
  const end = (why) => {
    db.close();
    lost(why);
  };
  db.on('versionchange', ({ newVersion }) => {
    end(newVersion === null ? 'erased' : 'outdated');
    return false;
  });
  // At every opening: a page comes back from the back button with its old code, too.
  const check = () => {
    const { version } = db.backendDB();
    if (version >= (VERSIONS.length + 1) * 10) {
      lost('outdated');
      throw Object.assign(new Error('A newer QuChat has written this database.'), { code: 'outdated' });
    }
    db.backendDB().addEventListener('close', () => end('erased'));
  };
  db.on('ready', check, true);
}

/**
 * Removes a whole database, once every tab has closed it. (Dexie's own `delete` warns of each such wait, which is what
 * signing out with several tabs is like.)
 * @param {string} name
 * @returns {Promise<void>}
 */
export function removeDatabase(name) {
  return new Promise((resolve, reject) => {
    const removal = /** @type {IDBFactory} */ (Dexie.dependencies.indexedDB).deleteDatabase(name);
    removal.onsuccess = () => resolve();
    removal.onerror = () => reject(removal.error);
  });
}
