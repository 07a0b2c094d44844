/** @import { Store } from '../../types.js' */
/** @import { Manifest } from './format.js' */
import { blobFrom } from '../../db/kept-bytes.js';
import { allCursors, getMeta } from '../../db/meta.js';
import { iso } from '../../lib/time.js';
import { BYTES, bytesEntryOf, entryOf, FORMAT, MANIFEST, PAGE, TABLES, VERSION } from './format.js';
import { readablePage } from './page.js';
import { createZip } from './zip-writer.js';

/** Rows read at a time. */
const CHUNK = 500;

/**
 * Everything that this device holds, as a zip (format.js).
 * @param {Store} store
 * @param {{address?: string, progress?: (part: number) => void}} [ways] `progress` hears of 0 to 1
 * @returns {Promise<Blob>}
 */
export async function exportAll(store, { address = globalThis.location?.origin ?? '', progress = () => {} } = {}) {
  const zip = createZip();
  // Before the rows: what is applied while these are read is then asked for again, and does no harm twice.
  const begun = await beginManifest(store, address);
  const total = await countRows(store);
  /** @type {Object<string, number>} */
  const rows = {};
  let done = 0;
  for (const table of TABLES) {
    rows[table] = 0;
    await zip.add(
      entryOf(table),
      lines(store, table, (count) => {
        rows[table] += count;
        done += count;
        progress(done / (2 * total));
      }),
    );
  }
  await zip.add(
    PAGE,
    readablePage(store, begun, (part) => progress((1 + part) / 2)),
  );
  await addBytes(store, zip);
  await zip.add(MANIFEST, [JSON.stringify({ ...begun, rows }, null, 2)]);
  return zip.end();
}

/** The bytes of files, as far as they are here. @param {Store} store @param {ReturnType<typeof createZip>} zip */
async function addBytes({ db }, zip) {
  for (const table of /** @type {(keyof typeof BYTES)[]} */ (Object.keys(BYTES)))
    for (const id of await db[table].toCollection().primaryKeys()) {
      const held = await db[table].get(id);
      if (held) await zip.addBytes(bytesEntryOf(table, id), blobFrom(held.blob));
    }
}

/** @param {Store} store @param {string} address @returns {Promise<Manifest>} */
async function beginManifest(store, address) {
  const me = await store.db.userProfiles.get(store.userId);
  const cursors = Object.entries(await allCursors(store)).filter(([log]) => log.startsWith('c:'));
  return {
    format: FORMAT,
    version: VERSION,
    exported_at: iso(store.now()),
    server: { id: store.serverId, address, epoch: (await getMeta(store, 'epoch')) ?? null },
    account: { id: store.userId, username: me?.username ?? '', display_name: me?.display_name ?? '' },
    cursors: Object.fromEntries(cursors),
    rows: {},
  };
}

/** @param {Store} store */
async function countRows({ db }) {
  let total = 1;
  for (const table of TABLES) total += await db.table(table).count();
  return total;
}

/** @param {Store} store @param {string} table @param {(count: number) => void} wrote */
async function* lines({ db }, table, wrote) {
  for await (const rows of chunksOf(db.table(table))) {
    yield rows.map((row) => `${JSON.stringify(row)}\n`).join('');
    wrote(rows.length);
  }
}

/** A whole table in the order of its keys; rows that come meanwhile may or may not be in it. @param {import('../../types.js').AnyTable} table */
async function* chunksOf(table) {
  /** @type {any} */
  let last;
  for (;;) {
    const start = last === undefined ? table.toCollection() : table.where(':id').above(last);
    const rows = await start.limit(CHUNK).toArray();
    if (rows.length > 0) yield rows;
    if (rows.length < CHUNK) return;
    last = keyOf(table, rows.at(-1));
  }
}

/** @param {import('../../types.js').AnyTable} table @param {any} row */
function keyOf({ schema }, row) {
  const { keyPath } = schema.primKey;
  return Array.isArray(keyPath) ? keyPath.map((part) => row[part]) : row[/** @type {string} */ (keyPath)];
}
