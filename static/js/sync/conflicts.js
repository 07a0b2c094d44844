/** @import { OutboxEntry, Store } from '../types.js' */
/** @import { Ref } from '../db/entities.js' */
import { refOf } from '../db/entities.js';
import { currentEra } from '../db/meta.js';
import { giveBack } from './give-back.js';
import { RowSet } from './rowset.js';

const REASON = { code: 'version_conflict', message: 'This was changed somewhere else at the same time.' };

/**
 * A change met another. The server's row is shown; of an edit both sides are kept until the person decides. On a
 * message it is also marked, where sending again means "mine" and discarding "theirs".
 * @param {Store} store @param {OutboxEntry} entry @param {any} theirs
 */
export async function takeConflict(store, entry, theirs) {
  const ref = /** @type {Ref} */ (refOf(entry.entity, entry.entity_id, entry.conversation_id));
  await store.db.outbox.delete(/** @type {number} */ (entry.position));
  // Deletions give way by themselves: what is not deleted wins.
  if (entry.op !== 'delete') await keepBothSides(store, entry, theirs);
  const rows = new RowSet(store, await currentEra(store));
  await rows.load([ref]);
  if (theirs) rows.merge(ref, theirs);
  rows.refresh(ref);
  await rows.flush();
}

/** @param {Store} store @param {OutboxEntry} entry @param {any} theirs */
async function keepBothSides(store, entry, theirs) {
  const { op_id: id, entity, entity_id, conversation_id, thing, op, written_at } = entry;
  const sides = { mine: entry.fields, theirs, before: entry.before ?? null };
  await store.db.conflicts.put({ id, entity, entity_id, conversation_id, thing, op, written_at, ...sides });
  await giveBack(store, entry, REASON);
}
