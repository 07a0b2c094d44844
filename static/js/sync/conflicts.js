/** @import { Conflict, OutboxEntry, Store } from '../types.js' */
/** @import { Ref } from '../db/entities.js' */
import { refOf } from '../db/entities.js';
import { refold } from '../db/write.js';
import { giveBack } from './give-back.js';

const REASON = { code: 'version_conflict', message: 'This was changed somewhere else at the same time.' };

/**
 * Keeps both sides of a change that met another: the server's row is shown, the person's own stays here until they
 * decide. For a message it is also marked on the message, where sending again means "mine" and discarding "theirs".
 * @param {Store} store @param {OutboxEntry} entry @param {any} theirs
 */
export async function recordConflict(store, entry, theirs) {
  // What is not deleted wins by itself.
  if (entry.op === 'delete')
    return refold(store, /** @type {Ref} */ (refOf(entry.entity, entry.entity_id, entry.conversation_id)));
  await store.db.conflicts.put({
    id: entry.op_id,
    entity: entry.entity,
    entity_id: entry.entity_id,
    conversation_id: entry.conversation_id,
    thing: entry.thing,
    op: entry.op,
    mine: entry.fields,
    theirs,
    before: entry.before ?? null,
    written_at: entry.written_at,
  });
  await giveBack(store, entry, REASON);
}

/** What waits for the person's decision, oldest first. @param {Store} store @returns {Promise<Conflict[]>} */
export const listConflicts = (store) => store.db.conflicts.orderBy('id').toArray();
