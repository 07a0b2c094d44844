/**
 * An export: a zip with
 *
 * - `quchat.json`: the manifest, below
 * - `data/<table>.jsonl`: one table's rows as this device keeps them, one JSON object a line
 * - `conversations.html`: the same to read, in any browser, without QuChat
 * - `files/<id>`: media, where this device holds any
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
  'conflicts',
  'userProfiles',
  'contacts',
  'conversations',
  'memberships',
  'conversationSettings',
  'messages',
  'reactions',
  'linkPreviews',
  'preferences',
];

/** @param {string} table */
export const entryOf = (table) => `data/${table}.jsonl`;
