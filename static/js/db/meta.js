/** @import { Store } from '../types.js' */

/** Facts about this database: `epoch`, `era`, `device_id`, and a `cursor:<log>` for every log. */

const CURSOR = 'cursor:';

/** @param {Store} store @param {string} key @returns {Promise<any>} undefined when never set */
export async function getMeta(store, key) {
  return (await store.db.meta.get(key))?.value;
}

/** @param {Store} store @param {string} key @param {any} value */
export async function setMeta(store, key, value) {
  await store.db.meta.put({ key, value });
}

/** The number up to which a log is applied; undefined for a log never seen. @param {Store} store @param {string} log @returns {Promise<number|undefined>} */
export const getCursor = (store, log) => getMeta(store, CURSOR + log);

/** @param {Store} store @param {string[]} logs @returns {Promise<Map<string, number>>} of those that were ever seen */
export async function getCursors(store, logs) {
  const rows = await store.db.meta.bulkGet([...new Set(logs)].map((log) => CURSOR + log));
  return new Map(rows.flatMap((row) => (row ? [[row.key.slice(CURSOR.length), row.value]] : [])));
}

/** @param {Store} store @param {Map<string, number>} cursors */
export async function setCursors(store, cursors) {
  await store.db.meta.bulkPut([...cursors].map(([log, value]) => ({ key: CURSOR + log, value })));
}

/** @param {Store} store @returns {Promise<Object<string, number>>} every cursor by its log, as a pull sends them */
export async function allCursors(store) {
  const rows = await store.db.meta.where('key').startsWith(CURSOR).toArray();
  return Object.fromEntries(rows.map(({ key, value }) => [key.slice(CURSOR.length), value]));
}

/** @param {Store} store @param {string[]} logs */
export const dropCursors = (store, logs) => store.db.meta.bulkDelete(logs.map((log) => CURSOR + log));

/** @param {Store} store */
export const dropAllCursors = (store) => store.db.meta.where('key').startsWith(CURSOR).delete();

/** Which of the server's histories we follow: it grows by one at every reset. @param {Store} store @returns {Promise<number>} */
export const currentEra = async (store) => (await getMeta(store, 'era')) ?? 0;
