/** @import { OutboxEntry, Store } from '../types.js' */
import { eraseConversation } from '../db/erase.js';
import { hideUpTo } from '../db/settings.js';

/** A group that is deleted is gone; a direct conversation is hidden until its next message. @param {Store} store @param {OutboxEntry} entry */
export async function takeConfirmedDeletion(store, { entity_id }) {
  const held = await store.db.conversations.get(entity_id);
  if (held?.kind === 'group') await eraseConversation(store, entity_id);
  if (held?.kind === 'direct') await hideUpTo(store, entity_id, held.last_ordinal);
}
