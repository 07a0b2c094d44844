/** @import { OutboxEntry, Store } from '../types.js' */
import { currentEra, dropAllCursors, setMeta } from '../db/meta.js';
import { noteOffers } from '../db/offers.js';
import { atomically } from '../db/store.js';
import { UNKNOWN } from './rebase.js';

/**
 * The server's database was restored: its numbers mean another history from here on. A new era begins, in which every
 * log comes afresh as a snapshot; rows of the old era give way to it, and what is one's own is offered back
 * (sync/reoffer.js). What waits in the outbox is kept, but no longer claims to know which version it was based on. How
 * far one had read, in ordinals of the old era, says nothing in the new one.
 * @param {Store} store
 */
export function beginEra(store) {
  return atomically(store, async () => {
    await noteOffers(store);
    await dropAllCursors(store);
    await setMeta(store, 'era', (await currentEra(store)) + 1);
    await setMeta(store, 'epoch', null);
    await store.db.outbox.where('thing').startsWith('receipt:').delete();
    await store.db.outbox.toCollection().modify((entry) => {
      entry.base_version = comparesContent(entry) ? UNKNOWN : null;
    });
  });
}

/** Edits and deletions of messages and contexts must not go over what somebody else has made of them. @param {OutboxEntry} entry */
const comparesContent = ({ entity, op }) => (entity === 'message' || entity === 'context') && op !== 'create';
