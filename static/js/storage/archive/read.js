/** @import { Store } from '../../types.js' */
/** @import { Manifest } from './format.js' */
/** @import { Entry } from './zip-reader.js' */
import { BYTES, bytesEntryOf, entryOf, FORMAT, MANIFEST, TABLES, VERSION } from './format.js';
import { linesOf } from './lines.js';
import { isManifest, isRow } from './shapes.js';
import { Unreadable } from './unreadable.js';
import { readDirectory, unpack } from './zip-reader.js';

/** All rows together, unpacked. A device that keeps 500 MB exports about as much. */
const MOST = 2 * 1024 * 1024 * 1024;
const LARGEST_MANIFEST = 4 * 1024 * 1024;

/**
 * Reads an export and looks at every row of it; nothing is changed. Throws `Unreadable`.
 * @typedef {{manifest: Manifest, tables: Object<string, any[]>, bytes: Bytes}} Archive
 * @typedef {{blobs: Map<string, Blob>, previews: Map<string, Blob>}} Bytes by the ids of the files
 * @param {Store} store whose it must be
 * @param {Blob} file
 * @param {{progress?: (part: number) => void}} [ways]
 * @returns {Promise<Archive>}
 */
export async function readExport(store, file, { progress = () => {} } = {}) {
  const entries = await readDirectory(file);
  const manifest = await readManifest(file, entries.get(MANIFEST));
  expectOwn(store, manifest);
  const wanted = TABLES.map((table) => ({ table, entry: entries.get(entryOf(table)) }));
  const whole = wanted.reduce((sum, { entry }) => sum + (entry?.size ?? 0), 1);
  if (whole > MOST) throw new Unreadable('hostile');
  /** @type {Object<string, any[]>} */
  const tables = {};
  let read = 0;
  for (const { table, entry } of wanted) {
    tables[table] = entry ? await readRows(file, entry, table) : [];
    // A file that was cut and mended by a tool has fewer.
    if (tables[table].length !== (manifest.rows?.[table] ?? 0)) throw new Unreadable('damaged');
    read += entry?.size ?? 0;
    progress(read / whole);
  }
  return { manifest, tables, bytes: await readBytes(file, entries, tables) };
}

/**
 * The bytes of files that are not sent yet, and small pictures: the rest comes from the server.
 * @param {Blob} file @param {Map<string, Entry>} entries @param {Object<string, any[]>} tables
 * @returns {Promise<Bytes>}
 */
async function readBytes(file, entries, tables) {
  const shown = tables.messages.flatMap(({ attachments }) => attachments.map((/** @type {any} */ { id }) => id));
  const own = tables.files.map(({ id }) => id);
  return {
    blobs: await readMany(file, entries, 'blobs', own),
    previews: await readMany(file, entries, 'previews', [...own, ...shown]),
  };
}

/** @param {Blob} file @param {Map<string, Entry>} entries @param {keyof typeof BYTES} table @param {string[]} ids */
async function readMany(file, entries, table, ids) {
  /** @type {Map<string, Blob>} */
  const found = new Map();
  let whole = 0;
  for (const id of new Set(ids)) {
    const entry = entries.get(bytesEntryOf(table, id));
    if (!entry) continue;
    whole += entry.size;
    if (whole > MOST) throw new Unreadable('hostile');
    const parts = [];
    for await (const part of unpack(file, entry)) parts.push(/** @type {BlobPart} */ (part));
    found.set(id, new Blob(parts));
  }
  return found;
}

/** @param {Blob} file @param {Entry|undefined} entry @returns {Promise<Manifest>} */
async function readManifest(file, entry) {
  if (!entry) throw new Unreadable('other-file');
  if (entry.size > LARGEST_MANIFEST) throw new Unreadable('hostile');
  let text = '';
  for await (const line of linesOf(unpack(file, entry))) text += line;
  const manifest = parse(text);
  if (manifest?.format !== FORMAT) throw new Unreadable('other-file');
  if (manifest.version > VERSION) throw new Unreadable('newer');
  if (!isManifest(manifest)) throw new Unreadable('damaged');
  return manifest;
}

/** What waits in an export is somebody's own words: never sent in another's name, nor to another server. @param {Store} store @param {Manifest} manifest */
function expectOwn(store, { server, account }) {
  const whose = account.display_name || account.username;
  if (server.id !== store.serverId) throw new Unreadable('other-server', { whose: server.address });
  if (account.id !== store.userId) throw new Unreadable('other-account', { whose });
}

/** @param {Blob} file @param {Entry} entry @param {string} table */
async function readRows(file, entry, table) {
  const rows = [];
  for await (const line of linesOf(unpack(file, entry))) {
    const row = parse(line);
    if (!isRow(table, row)) throw new Unreadable('damaged');
    rows.push(row);
  }
  return rows;
}

/** @param {string} json */
function parse(json) {
  try {
    return JSON.parse(json);
  } catch {
    throw new Unreadable('damaged');
  }
}
