/** @import { Preferences, Store } from '../types.js' */
import { atomically } from './store.js';
import { write } from './write.js';

/** What one wants on all of one's devices. @param {Store} store @returns {Promise<Preferences>} */
export async function preferencesOf(store) {
  const held = await store.db.preferences.get(store.userId);
  return held ?? { user_id: store.userId, link_previews: true, version: 0 };
}

/** @param {Store} store @param {Partial<Pick<Preferences, 'link_previews'>>} fields */
export async function setPreferences(store, fields) {
  await atomically(store, () => write(store, { entity: 'preferences', id: store.userId, op: 'set', fields }));
  store.wake();
}
