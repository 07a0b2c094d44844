/** @import { HeldBlob, Store } from '../types.js' */

/**
 * Copies of files that the server has: what one sent, and small pictures of what one looked at. They come again from the
 * server, so they go first. Never touched: files that a draft or an unsent message needs.
 * @typedef {{files: number, bytes: number}} FreedFiles
 */

/** Looked at in one transaction. */
const CHUNK = 100;
/** Whole files before small pictures: those are what one sees without a network. */
const TABLES = /** @type {const} */ (['blobs', 'previews']);

/**
 * Those that nobody has used since a moment.
 * @param {Store} store @param {number} before ms @param {{wholeOnly?: boolean}} [which] `wholeOnly`: the small pictures stay
 * @returns {Promise<FreedFiles>}
 */
export async function cleanFilesByAge(store, before, { wholeOnly = false } = {}) {
  const freed = { files: 0, bytes: 0 };
  for (const table of wholeOnly ? TABLES.slice(0, 1) : TABLES) await clean(store, table, freed, { before });
  return freed;
}

/** Those first that were not used for the longest time, until so much is free. @param {Store} store @param {number} bytes @returns {Promise<FreedFiles>} */
export async function cleanFilesBySize(store, bytes) {
  const freed = { files: 0, bytes: 0 };
  for (const table of TABLES) await clean(store, table, freed, { until: bytes });
  return freed;
}

/**
 * Not `atomically`: that cleans up when there is no room.
 * @param {Store} store @param {'blobs'|'previews'} table @param {FreedFiles} freed grows
 * @param {{before?: number, until?: number}} bounds
 */
async function clean({ db }, table, freed, { before = Infinity, until = Infinity }) {
  let from = -Infinity;
  for (;;) {
    if (freed.bytes >= until) return;
    const done = await db.transaction('rw', [db.files, db[table]], async () => {
      const rows = await db[table].where('used_at').between(from, before, true, false).limit(CHUNK).toArray();
      const needed = await db.files.bulkGet(rows.map(({ id }) => id));
      const gone = enough(
        rows.filter((_, index) => !needed[index]),
        until - freed.bytes,
      );
      await db[table].bulkDelete(gone.map(({ id }) => id));
      freed.files += gone.length;
      freed.bytes += gone.reduce((sum, { size }) => sum + size, 0);
      const end = rows.at(-1);
      // Those that are needed stay where they are; more of one moment than fit into a chunk are looked at another day.
      const stuck = end && gone.length === 0 && end.used_at === from;
      if (end) from = end.used_at;
      return rows.length < CHUNK || stuck;
    });
    if (done) return;
  }
}

/** As many as make so many bytes. @param {HeldBlob[]} rows @param {number} bytes */
function enough(rows, bytes) {
  let sum = 0;
  return rows.filter(({ size }) => {
    if (sum >= bytes) return false;
    sum += size;
    return true;
  });
}
