/** @import { Store } from '../types.js' */
import { getMeta, setMeta } from '../db/meta.js';

/** Whether the browser may erase everything when the disk is full, and asking it not to. */

/** @typedef {'kept'|'may-go'|'unknown'} Persistence */

/** @returns {Promise<Persistence>} */
export async function persistence() {
  const storage = globalThis.navigator?.storage;
  if (!storage?.persisted) return 'unknown';
  return (await storage.persisted()) ? 'kept' : 'may-go';
}

/** Some browsers ask the person, others decide by how much one uses the page. @returns {Promise<Persistence>} */
export async function askToPersist() {
  await globalThis.navigator?.storage?.persist?.();
  return persistence();
}

/**
 * Asks once, after the first message that was written here: from then on there is something to lose, and whoever is
 * asked knows why.
 * @param {Store & {onWake: (fn: () => void) => () => void}} store
 */
export async function persistAfterFirstMessage(store) {
  if (await getMeta(store, 'persist_asked')) return;
  const end = store.onWake(async () => {
    if (!(await store.db.outbox.filter(({ entity, op }) => entity === 'message' && op === 'create').count())) return;
    end();
    await setMeta(store, 'persist_asked', true);
    await askToPersist();
  });
}
