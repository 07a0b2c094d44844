/** @import { Failure, OutboxEntry, Store } from '../types.js' */
/** @import { Ref } from '../db/entities.js' */
import { refOf, thingOf } from '../db/entities.js';
import { pendingOf, withdraw } from '../db/outbox.js';
import { hideUpTo } from '../db/settings.js';
import { refold } from '../db/write.js';

/**
 * Undoes what the server refused: the row shows the server's state again. A message keeps its text and is marked as
 * failed, for the person to try again or take the text back.
 * @param {Store} store @param {OutboxEntry} entry @param {Failure} reason
 * @param {{park?: boolean}} [how] `park`: the entry stays in the outbox and leaves again when the person asks for it
 */
export async function giveBack(store, entry, { code, message }, { park = false } = {}) {
  const error = { code, message };
  const ref = refOf(entry.entity, entry.entity_id, entry.conversation_id);
  if (entry.entity === 'receipt') return store.db.outbox.delete(/** @type {number} */ (entry.position));
  if (park) {
    await store.db.outbox.put({ ...entry, state: 'parked', error });
    return ref ? refold(store, ref) : undefined;
  }
  await store.db.outbox.delete(/** @type {number} */ (entry.position));
  if (!ref) return undefined; // what is attached to a conversation has no row of its own
  if (entry.entity === 'conversation') await giveBackConversation(store, entry, ref, error);
  else if (entry.entity === 'message') await failMessage(store, entry, ref, error);
  else await giveBackRow(store, entry, ref);
}

/** @param {Store} store @param {OutboxEntry} entry @param {Ref} ref */
async function giveBackRow(store, entry, ref) {
  if (entry.op === 'create') await withdraw(store, entry.thing);
  await refold(store, ref);
}

/** @param {Store} store @param {OutboxEntry} entry @param {Ref} ref @param {Failure} error */
async function failMessage(store, entry, ref, error) {
  const { op, written_at, fields, entity_id } = entry;
  if (op === 'create') await withdraw(store, entry.thing);
  const held = await store.db.messages.get(entity_id);
  if (!held) return;
  const content = op === 'update' ? { content: fields.content } : {};
  const local = { state: /** @type {const} */ ('failed'), written_at, error, op, ...content };
  await store.db.messages.put({ ...held, local });
  // Without a copy of the server's the row is all there is, edits included; otherwise that copy is shown again.
  if (held.base !== null) await refold(store, ref);
}

/** @param {Store} store @param {OutboxEntry} entry @param {Ref} ref @param {Failure} error */
async function giveBackConversation(store, entry, ref, error) {
  const id = entry.entity_id;
  if (entry.op !== 'create') {
    if (entry.op === 'delete') await hideUpTo(store, id, null);
    return refold(store, ref);
  }
  const held = await store.db.conversations.get(id);
  if (!held) return;
  await withdraw(store, entry.thing);
  const local = { state: /** @type {const} */ ('failed'), written_at: entry.written_at, error, op: 'create' };
  await store.db.conversations.put({ ...held, local });
  await failDependents(store, id, error);
}

/** What was written into a conversation that can't be made. @param {Store} store @param {string} id @param {Failure} error */
async function failDependents(store, id, error) {
  const entries = await store.db.outbox.where('conversation_id').equals(id).sortBy('position');
  for (const entry of entries.filter(({ needs }) => needs.includes(thingOf('conversation', id)))) {
    if ((await pendingOf(store, entry.thing)).length > 0) await giveBack(store, entry, error);
  }
}
