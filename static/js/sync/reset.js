/** @import { Store } from '../types.js' */
import { currentEra, dropAllCursors, setMeta } from '../db/meta.js';
import { atomically } from '../db/store.js';

/**
 * The server's database was restored: its numbers mean another history from here on. A new era begins, in which every
 * log comes afresh as a snapshot; rows of the old era give way to it. What waits in the outbox is kept, but no longer
 * claims to know which version it was based on.
 * @param {Store} store
 */
export function beginEra(store) {
  return atomically(store, async () => {
    await dropAllCursors(store);
    await setMeta(store, 'era', (await currentEra(store)) + 1);
    await setMeta(store, 'epoch', null);
    await store.db.outbox.toCollection().modify({ base_version: null });
  });
}
