/** @import { Attachment, Entity, OutboxEntry, Store } from '../types.js' */

import { iso } from '../lib/time.js';
import { uuid7 } from '../lib/uuid.js';
import { thingOf } from './entities.js';
import { CANCELLED, mergeInto } from './outbox-merge.js';

/**
 * A change that the person made.
 * @typedef {{entity: Entity, id: string, op: OutboxEntry['op'], fields?: Object<string, any>,
 *   conversationId?: string|null, baseVersion?: number|null, needs?: string[], before?: OutboxEntry['before'],
 *   resolution?: string, writtenAt?: string, attachments?: Attachment[]}} Change
 */

/**
 * Notes a change for the server, within the transaction that changes the row. A change of something whose last change
 * never left is merged with that one; creating and deleting cancel each other out.
 * @param {Store} store @param {Change} change
 */
export async function enqueue(store, change) {
  const entry = newEntry(store, change);
  const last = await store.db.outbox.where('thing').equals(entry.thing).last();
  const merged = last && mergeInto(last, entry);
  if (merged === CANCELLED) await store.db.outbox.delete(/** @type {number} */ (last?.position));
  else await store.db.outbox.put(merged ?? entry);
}

/**
 * Notes a change without merging it into anything that waits.
 * @param {Store} store @param {Change} change @param {number} [position] in the queue; at its end without one
 */
export async function enqueueAt(store, change, position) {
  await store.db.outbox.put({ ...newEntry(store, change), ...(position === undefined ? {} : { position }) });
}

/** @param {Store} store @param {Change} change @returns {OutboxEntry} */
function newEntry(store, change) {
  const { entity, id, op, fields = {}, conversationId = null, baseVersion = null, needs = [] } = change;
  const { before, resolution, writtenAt, attachments } = change;
  const now = store.now();
  return {
    op_id: uuid7(now),
    entity,
    entity_id: id,
    op,
    base_version: baseVersion,
    fields,
    client_time: iso(now),
    thing: thingOf(entity, id, conversationId),
    needs,
    conversation_id: conversationId,
    state: 'waiting',
    sent: false,
    attempts: 0,
    retry_at: 0,
    written_at: writtenAt ?? iso(now),
    ...(before === undefined ? {} : { before }),
    ...(resolution ? { resolution } : {}),
    ...(attachments ? { attachments } : {}),
  };
}

/** The waiting changes of one thing, oldest first. @param {Store} store @param {string} thing */
export const pendingOf = (store, thing) => store.db.outbox.where('thing').equals(thing).sortBy('position');

/**
 * How many changes wait. How far one has read is left out: nobody would miss it.
 * @param {Store} store
 */
export async function pendingCount(store) {
  const all = await store.db.outbox.count();
  return all === 0 ? 0 : all - (await store.db.outbox.where('thing').startsWith('receipt:').count());
}

/** Forgets the waiting changes of a thing. @param {Store} store @param {string} thing */
export const withdraw = (store, thing) => store.db.outbox.where('thing').equals(thing).delete();
