/** @import { Store } from '../types.js' */

/** What IndexedDB needs for a row beside its fields: keys, indexes, the log it is written to first. */
const OVERHEAD = 120;
/** Rows looked at per end of a table; the rest are taken to be like them. */
const SAMPLE = 100;

/** About how many bytes a row takes on the disk. @param {any} row */
export const sizeOf = (row) => JSON.stringify(row).length + OVERHEAD;

/** About how many bytes a table takes: its number of rows by what the oldest and the newest of them take. @param {import('../types.js').AnyTable} table */
export async function sizeOfTable(table) {
  if (table.schema.idxByName.size) return sizeOfBytes(table);
  const count = await table.count();
  if (count === 0) return 0;
  const rows = await table.toCollection().limit(SAMPLE).toArray();
  if (count > SAMPLE) rows.push(...(await table.toCollection().reverse().limit(SAMPLE).toArray()));
  return Math.round((rows.reduce((sum, row) => sum + sizeOf(row), 0) / rows.length) * count);
}

/** Of rows that hold bytes, how many is an index, so that none is touched. @param {import('../types.js').AnyTable} table */
async function sizeOfBytes(table) {
  const sizes = /** @type {number[]} */ (/** @type {unknown} */ (await table.orderBy('size').keys()));
  return sizes.reduce((sum, size) => sum + size + OVERHEAD, 0);
}

/** What is counted together, and in which tables it lies. @type {Object<string, string[]>} */
const KINDS = {
  messages: ['messages', 'reactions', 'linkPreviews', 'ranges'],
  people: [
    'conversations',
    'memberships',
    'contacts',
    'userProfiles',
    'conversationSettings',
    'devices',
    'preferences',
  ],
  files: ['files', 'blobs', 'previews'],
  contexts: ['contexts'],
  unsent: ['drafts', 'outbox', 'conflicts', 'offers'],
};

/**
 * About how many bytes each kind of thing takes here. The browser itself tells one sum for everything, and that with
 * room it has not given back yet.
 * @typedef {{kinds: {kind: string, bytes: number}[], total: number, onDisk: number|null}} Usage
 * @param {Store} store
 * @returns {Promise<Usage>}
 */
export async function measure(store) {
  const { db } = store;
  const kinds = [];
  for (const [kind, names] of Object.entries(KINDS)) {
    kinds.push({ kind, bytes: await sizeOfTables(db.tables.filter(({ name }) => names.includes(name))) });
  }
  kinds.push({ kind: 'application', bytes: await sizeOfCaches() });
  const total = kinds.reduce((sum, { bytes }) => sum + bytes, 0);
  const estimate = await globalThis.navigator?.storage?.estimate?.();
  return { kinds, total, onDisk: estimate?.usage ?? null };
}

/** @param {import('../types.js').AnyTable[]} tables */
async function sizeOfTables(tables) {
  let sum = 0;
  for (const table of tables) sum += await sizeOfTable(table);
  return sum;
}

/** The application's own files and people's pictures. */
async function sizeOfCaches() {
  let sum = 0;
  for (const name of (await globalThis.caches?.keys()) ?? []) {
    const cache = await caches.open(name);
    for (const answer of await cache.matchAll()) sum += (await answer.blob()).size;
  }
  return sum;
}
