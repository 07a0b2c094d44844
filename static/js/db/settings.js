/** @import { Settings, Store, StoredSettings } from '../types.js' */
import { defaultSettings } from './fold.js';
import { atomically } from './store.js';
import { write } from './write.js';

/**
 * Changes what one has set for a conversation, for oneself alone.
 * @param {Store} store @param {string} conversationId
 * @param {Partial<Pick<Settings, 'archived'|'muted_until'|'notify'>>} fields
 */
export async function setConversationSettings(store, conversationId, fields) {
  const needs = [`conversation:${conversationId}`];
  await atomically(store, () =>
    write(store, { entity: 'settings', id: conversationId, op: 'set', fields, conversationId, needs }),
  );
  store.wake();
}

/**
 * Hides a conversation up to a message (null: shows it). Written into the server's copy too, since deleting a direct
 * conversation is another op, which carries no settings.
 * @param {Store} store @param {string} id @param {number|null} hidden_ordinal
 */
export async function hideUpTo(store, id, hidden_ordinal) {
  /** @type {StoredSettings} */
  const held = (await store.db.conversationSettings.get(id)) ?? { ...defaultSettings(id), local: null };
  const base = held.base ? { base: { ...held.base, hidden_ordinal } } : {};
  await store.db.conversationSettings.put({ ...held, ...base, hidden_ordinal });
}
