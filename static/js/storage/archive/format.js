/**
 * An export: a zip with
 *
 * - `quchat.json`: the manifest, below
 * - `data/<table>.jsonl`: one table's rows as this device keeps them, one JSON object a line
 * - `conversations.html`: the same to read, in any browser, without QuChat
 * - `files/<id>`: the bytes of files, where this device holds them; `previews/<id>`: small pictures of them
 *
 * Version 1. A reader ignores entries and fields it doesn't know, and refuses a higher version.
 *
 * @typedef {{format: 'quchat-export', version: number, exported_at: string,
 *   server: {id: string, address: string, epoch: string|null},
 *   account: {id: string, username: string, display_name: string},
 *   cursors: Object<string, number>, rows: Object<string, number>}} Manifest
 *   `cursors`: up to where the logs of conversations were applied; `rows`: how many lines each table has
 */

export const FORMAT = 'quchat-export';
export const VERSION = 1;
export const MANIFEST = 'quchat.json';
export const PAGE = 'conversations.html';

/**
 * The tables, in the order in which they are read. What waits comes first: had a row been read before the change that
 * waits for it, that change could leave in between, and the row would seem never to have been sent.
 */
export const TABLES = [
  'outbox',
  'drafts',
  'files',
  'conflicts',
  'userProfiles',
  'contacts',
  'contexts',
  'conversations',
  'memberships',
  'conversationSettings',
  'messages',
  'reactions',
  'linkPreviews',
  'preferences',
];

/** The tables of bytes; each row's are an entry of their own. */
export const BYTES = /** @type {const} */ ({ blobs: 'files', previews: 'previews' });

/** @param {keyof typeof BYTES} table @param {string} id of the file */
export const bytesEntryOf = (table, id) => `${BYTES[table]}/${id}`;

/** @param {string} table */
export const entryOf = (table) => `data/${table}.jsonl`;
