/** @import { Op, OutboxEntry, Store } from '../types.js' */
import { filesOf, fileThing } from '../db/file-rows.js';
import { getMeta } from '../db/meta.js';
import { atomically } from '../db/store.js';

export const BATCH = 100;
/** So many characters at once: a packet of a socket holds a million bytes, and a character may take three or four. */
const ROOM = 250_000;
/** What seems to wait for longer was put off before the clock was set back. */
const LONGEST_PAUSE = 60 * 60 * 1_000;
/** Later messages pass one that waits for more bytes than this: ten photographs keep their place, a long film does not. */
const LONG = 50 * 1024 * 1024;

/**
 * Takes the entries that may leave now, marking them as sent in the same transaction, so that no later edit is merged
 * into something that the server may already have. While lost things are being given back to a restored server
 * (db/offers.js) nothing leaves.
 * @param {Store} store @param {number} [limit]
 * @returns {Promise<{entries: OutboxEntry[], next: number|null, epoch?: string}>} `next`: when to look again, if something waits for
 *   a time; `epoch`: the database that they build upon
 */
export function takeBatch(store, limit = BATCH) {
  return atomically(store, async () => {
    if (await getMeta(store, 'offering')) return { entries: [], next: null };
    const epoch = (await getMeta(store, 'epoch')) ?? undefined;
    const all = await store.db.outbox.orderBy('position').toArray();
    const { ready, next } = choose(all, store.now(), limit, await filesUnderWay(store, all));
    const entries = ready.map((entry) => ({ ...entry, state: /** @type {const} */ ('sending'), sent: true }));
    if (entries.length > 0) await store.db.outbox.bulkPut(entries);
    return { entries: markWithdrawn(entries, all), next, epoch };
  });
}

/**
 * New messages whose deletion waits behind them: what others were shown of them while the server can't save goes.
 * @param {OutboxEntry[]} entries that leave @param {OutboxEntry[]} all @returns {OutboxEntry[]}
 */
function markWithdrawn(entries, all) {
  const deletions = all.filter(({ entity, op }) => entity === 'message' && op === 'delete');
  const gone = new Set(deletions.map(({ thing }) => thing));
  return entries.map((entry) =>
    entry.op === 'create' && gone.has(entry.thing) ? { ...entry, withdrawn: true } : entry,
  );
}

/** Files that messages wait for. @param {Store} store @param {OutboxEntry[]} entries @returns {Promise<Set<string>>} as things */
async function filesUnderWay(store, entries) {
  const wanted = entries.flatMap(({ attachments = [] }) => attachments.map(({ id }) => id));
  const files = await filesOf(store, wanted);
  return new Set(files.filter(({ state }) => state !== 'done').map(({ id }) => fileThing(id)));
}

/**
 * Which entries may leave: things are independent of each other, but a thing's changes leave one at a time, nothing
 * leaves before the creation that it needs (it may ride with it) nor before its files, and a conversation's messages keep
 * their order, except that nobody waits for a message whose files will take long. A parked entry holds up only what
 * can't do without it.
 * @param {OutboxEntry[]} entries by position @param {number} now @param {number} limit
 * @param {Set<string>} [files] things that are still being uploaded
 * @returns {{ready: OutboxEntry[], next: number|null}}
 */
export function choose(entries, now, limit, files = new Set()) {
  /** @type {OutboxEntry[]} */
  const ready = [];
  const busy = new Set();
  const uncreated = new Set(files);
  const stuck = new Set();
  let next = Infinity;
  let taken = 0;
  for (const entry of entries) {
    const { thing, state, retry_at, conversation_id } = entry;
    const isMessage = entry.entity === 'message' && entry.op === 'create';
    const held =
      busy.has(thing) || entry.needs.some((need) => uncreated.has(need)) || (isMessage && stuck.has(conversation_id));
    const isReady = !held && state === 'waiting' && isDue(retry_at, now) && ready.length < limit;
    const size = isReady ? JSON.stringify(entry.fields).length : 0;
    const leaves = isReady && (taken + size <= ROOM || ready.length === 0);
    if (leaves) {
      ready.push(entry);
      taken += size;
    }
    if (!leaves && !held && state === 'waiting' && !isDue(retry_at, now)) next = Math.min(next, retry_at);
    busy.add(thing);
    if (!leaves && entry.op === 'create') uncreated.add(thing);
    const keepsPlace = state !== 'parked' && state !== 'suspect' && !takesLong(entry, files);
    if (!leaves && isMessage && keepsPlace) stuck.add(conversation_id);
  }
  return { ready, next: next === Infinity ? null : next };
}

/** @param {OutboxEntry} entry @param {Set<string>} files */
const takesLong = ({ attachments = [] }, files) =>
  attachments.filter(({ id }) => files.has(fileThing(id))).reduce((sum, { size }) => sum + size, 0) > LONG;

/** @param {number} retryAt @param {number} now */
const isDue = (retryAt, now) => retryAt <= now || retryAt > now + LONGEST_PAUSE;

/** An entry as it travels. @param {OutboxEntry} entry @returns {Op} */
export const toOp = ({ op_id, entity, entity_id, op, base_version, fields, client_time, resolution, withdrawn }) => ({
  op_id,
  entity,
  entity_id,
  op,
  base_version,
  fields,
  client_time,
  ...(resolution ? { resolution } : {}),
  ...(withdrawn ? { withdrawn } : {}),
});
