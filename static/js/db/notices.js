/** @import { Notice, Store } from '../types.js' */
import { atomically } from './store.js';
import { write } from './write.js';

/** What one was told by moderators and has not put away, oldest first. @param {Store} store @returns {Promise<Notice[]>} */
export async function listNotices(store) {
  const rows = (await store.db.notices.toArray()).filter((row) => !row.deleted_at);
  return rows.sort((one, other) => one.version - other.version);
}

/** Puts a notice away, on all of one's devices. @param {Store} store @param {string} id */
export async function putAway(store, id) {
  await atomically(store, () => write(store, { entity: 'notice', id, op: 'delete' }));
  store.wake();
}
