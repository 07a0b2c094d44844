/** @import { Entity, OutboxEntry, Store } from '../../types.js' */
/** @import { Ref } from '../../db/entities.js' */
/** @import { Archive } from './read.js' */
/** @import { Kept } from '../../db/kept-bytes.js' */

import { keepAsDraft, loseHome } from '../../db/drafts.js';
import { refOf } from '../../db/entities.js';
import { heldBlob } from '../../db/file-rows.js';
import { keepable, withType } from '../../db/kept-bytes.js';
import { currentEra, getCursors, getMeta, setCursors, setMeta } from '../../db/meta.js';
import { extendRanges, spansOf } from '../../db/ranges.js';
import { serverCopy } from '../../db/rows.js';
import { atomically } from '../../db/store.js';
import { refold } from '../../db/write.js';
import { groupBy, RowSet } from '../../sync/rowset.js';
import { readExport } from './read.js';
import { Unreadable } from './unreadable.js';

/** The changes that imports have brought, by `op_id`. */
const IMPORTED = 'imported_ops';
const REMEMBERED = 10_000;

/** Which entity each table holds, of those that the server knows. @type {[string, Entity][]} */
const SERVERS = [
  ['userProfiles', 'user'],
  ['contacts', 'contact'],
  ['contexts', 'context'],
  ['conversations', 'conversation'],
  ['memberships', 'membership'],
  ['conversationSettings', 'settings'],
  ['messages', 'message'],
  ['reactions', 'reaction'],
  ['linkPreviews', 'link_preview'],
  ['preferences', 'preferences'],
];

/**
 * Takes an export in again, as a whole or not at all: rows that are not held or are newer there, drafts, and what waits
 * to be sent, each change under the id it had, so that the server takes it once.
 *
 * History comes only into conversations that one still has, and is asked about from where the export stood: what was
 * edited or deleted since comes again. Out of another history of the server (a restored one) nothing but one's own
 * unsent words is taken.
 * @typedef {{messages: number, unsent: number, drafts: number}} Imported
 * @typedef {{blobs: Map<string, Kept>, previews: Map<string, Kept>}} KeptBytes by the ids of the files
 * @param {Store} store @param {Blob} file
 * @param {{progress?: (part: number) => void}} [ways]
 * @returns {Promise<Imported>}
 */
export async function importAll(store, file, ways) {
  const archive = await readExport(store, file, ways);
  const kept = await keepableBytes(store, archive.bytes);
  const imported = await atomically(store, () => take(store, archive, kept));
  store.wake();
  return imported;
}

/** @param {Store} store @param {Archive['bytes']} bytes @returns {Promise<KeptBytes>} */
async function keepableBytes(store, bytes) {
  const all = (/** @type {Map<string, Blob>} */ blobs) =>
    Promise.all([...blobs].map(async ([id, blob]) => /** @type {const} */ ([id, await keepable(store, blob)])));
  return { blobs: new Map(await all(bytes.blobs)), previews: new Map(await all(bytes.previews)) };
}

/** @param {Store} store @param {Archive} archive @param {KeptBytes} bytes @returns {Promise<Imported>} */
async function take(store, { manifest, tables }, bytes) {
  const epoch = await getMeta(store, 'epoch');
  // Without a first pull there is no telling which conversations one still has.
  if (!epoch) throw new Unreadable('too-early');
  const sameHistory = manifest.server.epoch === epoch;
  const before = await store.db.messages.count();
  const scope = await conversationsIn(store, tables);
  if (sameHistory) await takeRows(store, tables, scope, manifest.cursors);
  await takeOnlyHere(store, tables, scope);
  await takeRefusedEdits(store, tables);
  await takeFiles(store, tables, bytes, scope);
  const unsent = await takeOutbox(store, tables, scope, sameHistory);
  const drafts = await takeDrafts(store, tables, scope);
  await takeConflicts(store, tables, scope);
  return { messages: (await store.db.messages.count()) - before, unsent, drafts };
}

/** The conversations that one has here, and those that were only ever made on the exporting device. @param {Store} store @param {Archive['tables']} tables */
async function conversationsIn(store, { conversations }) {
  const here = await store.db.conversations.toCollection().primaryKeys();
  const unmade = conversations.filter((row) => serverCopy(row) === null).map(({ id }) => id);
  return new Set([...here, ...unmade]);
}

/** @param {any} row */
const homeOf = (row) => row.conversation_id ?? null;

/**
 * @param {Store} store @param {Archive['tables']} tables @param {Set<string>} scope
 * @param {Object<string, number>} exported
 */
async function takeRows(store, tables, scope, exported) {
  const rows = new RowSet(store, await currentEra(store));
  const found = SERVERS.flatMap(([table, entity]) =>
    tables[table].filter((row) => belongs(table, row, scope)).flatMap((row) => copyWithRef(entity, table, row)),
  );
  await rows.load(found.map(({ ref }) => ref));
  const fresh = found.filter(({ ref, copy }) => isNews(rows.get(ref), copy));
  for (const { ref, copy } of fresh) rows.merge(ref, copy);
  await rows.flush();
  await rewind(
    store,
    fresh.flatMap(({ copy }) => homeOf(copy) ?? []),
    exported,
  );
  await noteRanges(
    store,
    tables.messages.filter((row) => scope.has(row.conversation_id)),
  );
}

/** @param {string} table @param {any} row @param {Set<string>} scope */
function belongs(table, row, scope) {
  if (table === 'conversations') return scope.has(row.id);
  return homeOf(row) === null || scope.has(homeOf(row));
}

/** @param {Entity} entity @param {string} table @param {any} row @returns {{ref: Ref, copy: any}[]} */
function copyWithRef(entity, table, row) {
  const copy = serverCopy(row);
  const id = table === 'memberships' ? row.user_id : (row.id ?? row.message_id ?? row.conversation_id ?? row.user_id);
  const ref = refOf(entity, id, homeOf(row));
  return copy && ref ? [{ ref, copy }] : [];
}

/** @param {any} held @param {any} copy */
function isNews(held, copy) {
  const known = serverCopy(held);
  return (
    known === null || (copy.version ?? 0) > (known.version ?? 0) || (copy.updated_at ?? '') > (known.updated_at ?? '')
  );
}

/**
 * Rows that the server has never confirmed and that no waiting change makes anew: messages it refused, members of a
 * conversation to be made, a direct conversation without a message.
 * @param {Store} store @param {Archive['tables']} tables @param {Set<string>} scope
 */
async function takeOnlyHere(store, tables, scope) {
  for (const [table] of SERVERS) {
    const own = tables[table].filter((row) => belongs(table, row, scope) && serverCopy(row) === null);
    const { keyPath } = store.db.table(table).schema.primKey;
    const keys = own.map((row) => (Array.isArray(keyPath) ? keyPath.map((part) => row[part]) : row[String(keyPath)]));
    const held = await store.db.table(table).bulkGet(keys);
    const missing = own.filter((row, index) => !held[index] && row.local?.state !== 'sending');
    if (missing.length > 0) await store.db.table(table).bulkPut(missing);
  }
}

/** The text of a change that the server refused stands on the message itself. @param {Store} store @param {Archive['tables']} tables */
async function takeRefusedEdits(store, { messages }) {
  const refused = messages.filter((row) => row.local?.state === 'failed' && serverCopy(row) !== null);
  const held = await store.db.messages.bulkGet(refused.map(({ id }) => id));
  const marked = refused.flatMap((row, index) => {
    const now = held[index];
    return now && !now.local ? [{ ...now, local: row.local }] : [];
  });
  await store.db.messages.bulkPut(marked);
}

/**
 * Files that were not sent yet, with their bytes; and small pictures of those that were. A zip forgets what its bytes are.
 * @param {Store} store @param {Archive['tables']} tables @param {KeptBytes} bytes @param {Set<string>} scope
 */
async function takeFiles(store, { files, messages }, { blobs, previews }, scope) {
  const { db } = store;
  const homes = new Map(
    messages.flatMap(({ conversation_id, attachments }) =>
      attachments.map((/** @type {any} */ { id }) => [id, conversation_id]),
    ),
  );
  const held = await db.files.bulkGet(files.map(({ id }) => id));
  const fresh = files.filter(({ conversation_id }, index) => !held[index] && scope.has(conversation_id));
  for (const file of fresh) {
    homes.set(file.id, file.conversation_id);
    const blob = blobs.get(file.id);
    // On its way there, maybe; the server says how far it came.
    const state = file.state === 'uploading' ? 'waiting' : file.state;
    await db.files.put({ ...file, state, touched_at: store.now() });
    if (blob) await db.blobs.put(heldBlob(store, file.id, file.conversation_id, withType(blob, file.media_type)));
  }
  for (const [id, blob] of previews) {
    const home = homes.get(id);
    if (scope.has(home) && !(await db.previews.get(id)))
      await db.previews.put(heldBlob(store, id, home, withType(blob, 'image/webp')));
  }
}

/** Asks for what has changed since the export in the conversations that got rows from it. @param {Store} store @param {string[]} ids @param {Object<string, number>} exported */
async function rewind(store, ids, exported) {
  const logs = [...new Set(ids)].map((id) => `c:${id}`);
  const cursors = await getCursors(store, logs);
  const earlier = [...cursors].flatMap(([log, seq]) =>
    log in exported && exported[log] < seq ? [/** @type {[string, number]} */ ([log, exported[log]])] : [],
  );
  if (earlier.length > 0) await setCursors(store, new Map(earlier));
}

/** @param {Store} store @param {any[]} messages */
async function noteRanges(store, messages) {
  for (const [id, rows] of groupBy(messages, (row) => row.conversation_id)) {
    const ordinals = rows.flatMap(({ ordinal }) => (ordinal ? [ordinal] : []));
    await extendRanges(store, id, spansOf(ordinals));
  }
}

/** @param {Store} store @param {Archive['tables']} tables @param {Set<string>} scope @param {boolean} sameHistory */
async function takeOutbox(store, { outbox, conversations, memberships }, scope, sameHistory) {
  const { db } = store;
  // Also what an earlier import brought and the server has taken since: shown again, it would hide what came later.
  const before = (await getMeta(store, IMPORTED)) ?? [];
  const held = new Set([...(await db.outbox.orderBy('op_id').keys()), ...before]);
  const news = outbox.filter((entry) => !held.has(entry.op_id));
  const entries = news.filter(({ conversation_id }) => !conversation_id || scope.has(conversation_id));
  for (const entry of news.filter((one) => !entries.includes(one))) await keepText(store, entry, conversations);
  await setMeta(store, IMPORTED, [...before, ...news.map(({ op_id }) => op_id)].slice(-REMEMBERED));
  let taken = 0;
  for (const { position: _position, ...entry } of entries) {
    const ref = refOf(entry.entity, entry.entity_id, entry.conversation_id);
    if (!ref && entry.entity !== 'conversation_context') continue;
    const row = ref && (await db.table(ref.table).get(ref.key));
    if (ref && entry.op === 'create' && serverCopy(row) !== null && entry.entity !== 'reaction') continue;
    await db.outbox.add(/** @type {OutboxEntry} */ (rested(entry, sameHistory)));
    if (entry.entity === 'conversation' && entry.op === 'create')
      await takeNewConversation(store, entry.entity_id, memberships);
    if (ref && entry.entity !== 'receipt') await refold(store, ref);
    if (entry.entity !== 'receipt') taken += 1;
  }
  return taken;
}

/** What can't be sent any more, since one has lost its conversation, stays as a text. @param {Store} store @param {OutboxEntry} entry @param {any[]} conversations */
async function keepText(store, { conversation_id, fields }, conversations) {
  if (!conversation_id || !fields.content) return;
  await keepAsDraft(store, conversation_id, [String(fields.content)]);
  await loseHome(store, conversation_id, conversations.find(({ id }) => id === conversation_id)?.title ?? '');
}

/** As after a crash: it may have left, so it is repeated as it was. @param {Omit<OutboxEntry, 'position'>} entry @param {boolean} sameHistory */
const rested = (entry, sameHistory) => ({
  ...entry,
  state: entry.state === 'parked' ? 'parked' : 'waiting',
  sent: true,
  attempts: 0,
  retry_at: 0,
  base_version: sameHistory ? entry.base_version : null,
});

/** Its members come into being with it. @param {Store} store @param {string} id @param {any[]} memberships */
async function takeNewConversation(store, id, memberships) {
  const members = memberships.filter((row) => row.conversation_id === id && serverCopy(row) === null);
  await store.db.memberships.bulkPut(members);
}

/** The later one stays. @param {Store} store @param {Archive['tables']} tables @param {Set<string>} scope */
async function takeDrafts(store, { drafts }, scope) {
  // What was written where one can't read any more has no home in either place.
  const own = drafts.filter((draft) => scope.has(draft.conversation_id) || draft.lost);
  const held = await store.db.drafts.bulkGet(own.map((draft) => draft.conversation_id));
  const later = own.filter((draft, index) => draft.updated_at > (held[index]?.updated_at ?? ''));
  await store.db.drafts.bulkPut(later);
  return later.length;
}

/** @param {Store} store @param {Archive['tables']} tables @param {Set<string>} scope */
async function takeConflicts(store, { conflicts }, scope) {
  const own = conflicts.filter(({ conversation_id }) => !conversation_id || scope.has(conversation_id));
  const held = await store.db.conflicts.bulkGet(own.map(({ id }) => id));
  await store.db.conflicts.bulkPut(own.filter((_, index) => !held[index]));
}
