import Dexie from 'dexie';

/** What databases of this application were called before. Today's name has the server's id before the person's. */

const ID = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';

/** @type {RegExp[]} `owner`: a person's id. */
const NAMES = [
  /^QuChatDB$/,
  new RegExp(`^QuChatDB[:_-](?<owner>${ID})$`),
  /^messaging_app$/,
  /^OpenChatDB$/,
  /^WhatsFlexDB$/,
];

/** @param {string} name @returns {{owner: string|null}|null} null for a database that is none of ours, or today's */
export function shapeOf(name) {
  const found = NAMES.map((pattern) => pattern.exec(name)).find((match) => match);
  return found ? { owner: found.groups?.owner ?? null } : null;
}

/** @param {string} name */
export const isOld = (name) => shapeOf(name) !== null;

/** @returns {Promise<string[]>} */
export async function databaseNames() {
  const { indexedDB } = Dexie.dependencies;
  // Older browsers don't tell.
  return (await indexedDB?.databases?.())?.map((/** @type {IDBDatabaseInfo} */ { name }) => name ?? '') ?? [];
}
