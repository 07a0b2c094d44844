/** @import { OutboxEntry, Store } from '../types.js' */
import { atomically } from '../db/store.js';
import { giveBack } from './give-back.js';

/**
 * Lets entries wait again whose push came to nothing; without a list all that were under way.
 * @param {Store} store @param {OutboxEntry[]} [entries]
 */
export function release(store, entries) {
  return atomically(store, async () => {
    const positions = entries?.map((entry) => /** @type {number} */ (entry.position));
    const chosen = positions ? store.db.outbox.where('position').anyOf(positions) : store.db.outbox.toCollection();
    await chosen.filter(({ state }) => state === 'sending' || state === 'suspect').modify({ state: 'waiting' });
  });
}

/** Sets an entry aside that failed alone. @param {Store} store @param {OutboxEntry} entry @param {{code: string, message: string}} error */
export function suspect(store, entry, { code, message }) {
  return store.db.outbox.update(/** @type {number} */ (entry.position), { state: 'suspect', error: { code, message } });
}

/** Parks what was set aside, each alone, until the person tries it again. @param {Store} store */
export function parkSuspects(store) {
  return atomically(store, async () => {
    for (const entry of await store.db.outbox.filter(({ state }) => state === 'suspect').toArray()) {
      await giveBack(store, entry, entry.error ?? { code: 'internal', message: '' }, { park: true });
    }
  });
}

/** What the server put off may leave at once: it says that it can take it now. @param {Store} store */
export function hasten(store) {
  return atomically(store, async () => {
    await store.db.outbox.filter(({ state, retry_at }) => state === 'waiting' && retry_at > 0).modify({ retry_at: 0 });
  });
}
