import Dexie from 'dexie';
import { STORES } from './shapes.js';

/**
 * @typedef {Record<'messages'|'contacts'|'drafts'|'queue'|'conversations'|'facts', any[]>} OldRows
 */

/** Everything that stood in it. It is opened as it is, whatever its version, and changed in nothing. @param {string} name @returns {Promise<OldRows>} */
export async function readOldDatabase(name) {
  const db = await new Dexie(name).open();
  try {
    /** @type {Object<string, any[]>} */
    const rows = {};
    for (const [kind, stores] of Object.entries(STORES)) {
      const tables = db.tables.filter((table) => stores.includes(table.name));
      rows[kind] = (await Promise.all(tables.map((table) => table.toArray()))).flat();
    }
    return /** @type {OldRows} */ (rows);
  } finally {
    db.close();
  }
}
