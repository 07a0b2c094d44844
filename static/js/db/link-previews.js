/** @import { LinkPreview, Store } from '../types.js' */
import { thingOf } from './entities.js';
import { preferencesOf } from './preferences.js';
import { atomically } from './store.js';
import { needsConversation, write } from './write.js';

/**
 * The cards below these messages, by message; none for a person who wants none.
 * @param {Store} store @param {string[]} messageIds
 * @returns {Promise<Map<string, LinkPreview>>}
 */
export async function linkPreviewsFor(store, messageIds) {
  const rows = await store.db.linkPreviews.where('message_id').anyOf(messageIds).toArray();
  const present = rows.filter((row) => !row.deleted_at);
  if (present.length === 0 || !(await preferencesOf(store)).link_previews) return new Map();
  return new Map(present.map((row) => [row.message_id, row]));
}

/** Takes the card away from below a message, for everybody. @param {Store} store @param {string} messageId */
export async function removeLinkPreview(store, messageId) {
  await atomically(store, async () => {
    const held = await store.db.linkPreviews.get(messageId);
    if (!held || held.deleted_at) return;
    const { conversation_id: conversationId } = held;
    await write(store, {
      entity: 'link_preview',
      id: messageId,
      op: 'delete',
      conversationId,
      needs: [...needsConversation(conversationId), thingOf('message', messageId)],
    });
  });
  store.wake();
}
