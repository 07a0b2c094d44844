/** @import { Held, LogEntry, Store, StoredConversation } from '../types.js' */
/** @import { RowSet } from './rowset.js' */
import { ENTITIES } from '../db/entities.js';
import { membershipsOf } from '../db/memberships.js';
import { getCursors } from '../db/meta.js';
import { isOffered } from '../db/offers.js';
import { serverCopy } from '../db/rows.js';
import { hideContexts } from '../db/shown-contexts.js';
import { unmakeConversation } from '../db/unmake.js';
import { write } from '../db/write.js';
import { loseConversation } from './changes.js';

/**
 * A snapshot says how things are: what it does not name is gone. Kept all the same are rows that the server has not
 * seen yet, rows with waiting changes, and rows newer than the snapshot.
 * @param {Store} store @param {RowSet} rows @param {LogEntry} entry
 * @param {boolean} known the log was followed before; then the snapshot has only the newest messages and what changed
 *   since, and older ones stay
 */
export async function removeMissing(store, rows, entry, known) {
  if (entry.log.startsWith('c:')) await inConversation(store, entry, known, rows.era);
  if (entry.log.startsWith('u:')) await inOwnLog(store, rows, entry);
}

/** @param {Store} store @param {LogEntry} entry @param {boolean} known @param {number} era */
async function inConversation(store, entry, known, era) {
  const id = entry.log.slice(2);
  const { db } = store;
  const named = namesIn(entry);
  /** @param {any} row */
  const goes = (row) => isSettled(row) && !isNewer(row, entry, era);
  const members = (await membershipsOf(store, id)).filter(
    (row) => goes(row) && !named.has(`membership:${row.user_id}`),
  );
  await db.memberships.bulkDelete(members.map((row) => [id, row.user_id]));
  const reactions = (await db.reactions.where('conversation_id').equals(id).toArray()).filter(
    (row) => goes(row) && !named.has(`reaction:${row.id}`) && (!known || named.has(`message:${row.message_id}`)),
  );
  await db.reactions.bulkDelete(reactions.map((row) => row.id));
  const cards = (await db.linkPreviews.where('conversation_id').equals(id).toArray()).filter(
    (row) =>
      goes(row) && !named.has(`link_preview:${row.message_id}`) && (!known || named.has(`message:${row.message_id}`)),
  );
  await db.linkPreviews.bulkDelete(cards.map((row) => row.message_id));
  if (known) return;
  await hideContexts(store, id, (row) => !named.has(`context:${row.id}`));
  await db.messages
    .where('[conversation_id+ordinal]')
    .between([id, -Infinity], [id, Infinity])
    .filter((row) => goes(row) && !named.has(`message:${row.id}`))
    .delete();
}

/**
 * Conversations that one has lost are named by the pull itself; one that was just made may be too new for the
 * snapshot. Only after a reset does the list decide.
 * @param {Store} store @param {RowSet} rows @param {LogEntry} entry
 */
async function inOwnLog(store, rows, entry) {
  const { era } = rows;
  const { db } = store;
  const named = namesIn(entry);
  for (const entity of ['contact', 'device', 'context', 'notice']) {
    const table = db.table(ENTITIES[entity].table);
    const rows = /** @type {any[]} */ (await table.toArray()).filter((row) => !row.shown_by);
    const gone = rows.filter((row) => isSettled(row) && !isNewer(row, entry, era) && !named.has(`${entity}:${row.id}`));
    await table.bulkDelete(gone.map((row) => row.id));
  }
  await db.conversationSettings
    .filter((row) => isSettled(row) && row.era !== era && !named.has(`settings:${row.conversation_id}`))
    .delete();
  if (!named.has(`preferences:${store.userId}`)) await wishAgain(store, era);
  const unnamed = (await db.conversations.toArray()).filter(
    (row) => serverCopy(row) !== null && !named.has(`conversation:${row.id}`),
  );
  const lost = unnamed.filter((row) => row.era !== era);
  await askAbout(
    store,
    rows,
    unnamed.filter((row) => row.era === era),
  );
  for (const { id } of lost) {
    if (await isOffered(store, id)) await setAside(store, rows, id);
    else await loseConversation(store, rows, id);
  }
}

/**
 * A pull names as lost what it was asked about, and it is asked by cursors: of a conversation whose log never came, and
 * that was lost meanwhile, nothing would ever be heard again.
 * @param {Store} store @param {RowSet} rows @param {StoredConversation[]} conversations
 */
async function askAbout(store, rows, conversations) {
  const logs = conversations.map(({ id }) => `c:${id}`);
  const known = await getCursors(store, logs);
  for (const log of logs) if (!known.has(log) && !rows.cursors.has(log)) rows.cursors.set(log, 0);
}

/** What one did not want, and the server has forgotten in a restore, is told again: silence would mean yes. @param {Store} store @param {number} era */
async function wishAgain(store, era) {
  const held = await store.db.preferences.get(store.userId);
  if (!held || !isSettled(held) || held.era === era) return;
  await store.db.preferences.delete(store.userId);
  const { link_previews } = held;
  if (!link_previews)
    await write(store, { entity: 'preferences', id: store.userId, op: 'set', fields: { link_previews } });
}

/** A conversation that a restored server lacks and that can be made again: what waits in it goes on waiting. @param {Store} store @param {RowSet} rows @param {string} id */
async function setAside(store, rows, id) {
  await rows.flush();
  await unmakeConversation(store, id);
  rows.forgetConversation(id);
}

/** @param {LogEntry} entry */
const namesIn = ({ changes }) =>
  new Set(
    changes.flatMap(({ entity, entity_id, row }) => [
      `${entity}:${entity_id}`,
      ...(entity === 'conversation'
        ? (row?.members ?? []).map((/** @type {any} */ m) => `membership:${m.user_id}`)
        : []),
    ]),
  );

/** Whether the server knows a row and nothing about it waits here. @param {Held} row */
const isSettled = (row) => serverCopy(row) !== null && !row.local;

/** @param {Held & {version?: number}} row @param {LogEntry} entry @param {number} era */
const isNewer = (row, entry, era) => row.era === era && (row.version ?? 0) > entry.to;
