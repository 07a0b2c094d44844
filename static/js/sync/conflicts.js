/** @import { OutboxEntry, Store } from '../types.js' */
/** @import { Ref } from '../db/entities.js' */
import { isSame } from '../db/conflicts.js';
import { refOf } from '../db/entities.js';
import { currentEra } from '../db/meta.js';
import { pendingOf } from '../db/outbox.js';
import { uuid7 } from '../lib/uuid.js';
import { giveBack } from './give-back.js';
import { RowSet } from './rowset.js';

const REASON = { code: 'version_conflict', message: 'This was changed somewhere else at the same time.' };
/** Entities whose fields the server decides one by one: the last writer wins. */
const FIELD_BY_FIELD = ['conversation', 'contact', 'settings', 'user', 'context'];

/**
 * A change of content met another. The server's row is shown; both sides are kept until the person decides
 * (db/conflicts.js).
 * @param {Store} store @param {OutboxEntry} entry @param {any} theirs
 */
export async function takeConflict(store, entry, theirs) {
  const ref = /** @type {Ref} */ (refOf(entry.entity, entry.entity_id, entry.conversation_id));
  if (isUnchanged(entry, theirs)) await rebase(store, entry, theirs);
  else if (isEditOfDeleted(entry, theirs)) await bringBack(store, entry, theirs);
  else {
    await store.db.outbox.delete(/** @type {number} */ (entry.position));
    if (!saysTheSame(entry, theirs)) await keepBothSides(store, entry, theirs);
  }
  const rows = new RowSet(store, await currentEra(store));
  await rows.load([ref]);
  if (theirs) rows.merge(ref, theirs);
  rows.refresh(ref);
  await rows.flush();
}

/** Only the number is another, as after a restore: it says what the person saw when they changed it. @param {OutboxEntry} entry @param {any} theirs */
const isUnchanged = ({ before, base_version }, theirs) =>
  theirs && !theirs.deleted_at && theirs.content === contentOf(before) && theirs.version !== base_version;

/** @param {OutboxEntry['before']} before what an edit started from */
const contentOf = (before) => (typeof before === 'object' ? before.content : before);

/** @param {OutboxEntry} entry @param {any} theirs */
const isEditOfDeleted = ({ entity, op, before }, theirs) =>
  entity === 'context' && op === 'update' && theirs?.deleted_at && typeof before === 'object';

/** What is not deleted wins; the server has forgotten what it said. @param {Store} store @param {OutboxEntry} entry @param {any} theirs */
const bringBack = (store, entry, theirs) =>
  store.db.outbox.put({
    ...entry,
    op_id: uuid7(store.now()),
    state: 'waiting',
    sent: false,
    base_version: theirs.version,
    fields: { .../** @type {Object<string, any>} */ (entry.before), ...entry.fields },
    resolution: 'local',
  });

/** @param {Store} store @param {OutboxEntry} entry @param {any} theirs */
const rebase = (store, entry, theirs) =>
  store.db.outbox.put({ ...entry, state: 'waiting', base_version: theirs.version });

/** @param {OutboxEntry} entry @param {any} theirs */
const saysTheSame = ({ entity, op, fields }, theirs) =>
  entity === 'message' && op === 'update' && isSame(fields.content, theirs?.content);

/**
 * A message is also marked, where sending again means "mine" and discarding "theirs". A deletion gives way by itself, since
 * what is not deleted wins; the person is only told.
 * @param {Store} store @param {OutboxEntry} entry @param {any} theirs
 */
async function keepBothSides(store, entry, theirs) {
  await note(store, entry, { mine: entry.fields, theirs });
  if (entry.op !== 'delete') await giveBack(store, entry, REASON);
}

/**
 * A change of single values arrived, but somebody had made a later one. The person may want to have theirs all the same.
 * @param {Store} store @param {OutboxEntry} entry @param {any} row as the server has it now
 */
export async function noteLoss(store, entry, row) {
  const decided = entry.op === 'update' || entry.op === 'set';
  if (!row || !decided || !FIELD_BY_FIELD.includes(entry.entity)) return;
  const later = await pendingOf(store, entry.thing);
  const lost = Object.entries(entry.fields).filter(
    ([name, value]) => name in row && !isSame(value, row[name]) && !later.some(({ fields }) => name in fields),
  );
  if (lost.length === 0) return;
  const theirs = Object.fromEntries(lost.map(([name]) => [name, row[name]]));
  await note(store, entry, { mine: Object.fromEntries(lost), theirs });
}

/** @param {Store} store @param {OutboxEntry} entry @param {{mine: any, theirs: any}} sides */
function note(store, entry, sides) {
  const { op_id: id, entity, entity_id, conversation_id, thing, op, written_at, before = null } = entry;
  return store.db.conflicts.put({ id, entity, entity_id, conversation_id, thing, op, written_at, before, ...sides });
}
