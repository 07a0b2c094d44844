/** @import { Store } from '../types.js' */
import { mergeReceipt } from './entities.js';
import { currentEra } from './meta.js';
import { enqueue } from './outbox.js';
import { atomically } from './store.js';

/**
 * Notes that one has read up to a message. Pointers only grow, so there is nothing to give back.
 * @param {Store} store @param {string} conversationId @param {number} ordinal
 */
export async function markRead(store, conversationId, ordinal) {
  const moved = await atomically(store, async () => {
    const held = await store.db.memberships.get([conversationId, store.userId]);
    const last = (await store.db.conversations.get(conversationId))?.last_ordinal ?? 0;
    // What is on the screen may be of a history that the server has lost: its ordinals mean other messages now, or none.
    const isOutdated = ordinal > last || (held?.era ?? 0) !== (await currentEra(store));
    if (!held || held.read_ordinal >= ordinal || isOutdated) return false;
    const pointers = { read_ordinal: ordinal, delivered_ordinal: ordinal, receipt_seq: 0 };
    const base = held.base ? { base: mergeReceipt(held.base, pointers) } : {};
    await store.db.memberships.put({ ...mergeReceipt(held, pointers), ...base });
    await enqueue(store, {
      entity: 'receipt',
      id: conversationId,
      op: 'set',
      fields: { read_ordinal: ordinal },
      conversationId,
    });
    return true;
  });
  if (moved) store.wake();
}
