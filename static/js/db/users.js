/** @import { Store, StoredUser } from '../types.js' */
import { atomically } from './store.js';
import { write } from './write.js';

/** @param {Store} store @param {string[]} ids @returns {Promise<Map<string, StoredUser>>} those that are held, by id */
export async function getUsers(store, ids) {
  const users = await store.db.userProfiles.bulkGet([...new Set(ids)]);
  return new Map(users.flatMap((user) => (user ? [[user.id, user]] : [])));
}

/** One's own profile. @param {Store} store */
export const me = (store) => store.db.userProfiles.get(store.userId);

/** @param {Store} store @param {{display_name?: string, status_text?: string}} fields */
export async function updateProfile(store, fields) {
  await atomically(store, () => write(store, { entity: 'user', id: store.userId, op: 'update', fields }));
  store.wake();
}
