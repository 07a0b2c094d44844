/** @import { Store, StoredReaction } from '../types.js' */
import { uuid7 } from '../lib/uuid.js';
import { thingOf } from './entities.js';
import { atomically } from './store.js';
import { needsConversation, write } from './write.js';

/**
 * @typedef {{emoji: string, userIds: string[], mine: boolean}} ReactionGroup
 * @param {Store} store @param {string[]} messageIds
 * @returns {Promise<Map<string, ReactionGroup[]>>} by message, each emoji where it was first set
 */
export async function reactionsFor(store, messageIds) {
  const rows = await store.db.reactions.where('message_id').anyOf(messageIds).toArray();
  const present = rows.filter((row) => !row.deleted_at).sort((one, other) => (one.id < other.id ? -1 : 1));
  /** @type {Map<string, ReactionGroup[]>} */
  const groups = new Map();
  for (const row of present) addTo(groups, row, store.userId);
  return groups;
}

/** @param {Map<string, ReactionGroup[]>} groups @param {StoredReaction} row @param {string} userId */
function addTo(groups, { message_id, emoji, user_id }, userId) {
  const ofMessage = groups.get(message_id) ?? [];
  const group = ofMessage.find((one) => one.emoji === emoji) ?? { emoji, userIds: [], mine: false };
  if (group.userIds.length === 0) ofMessage.push(group);
  group.userIds.push(user_id);
  group.mine ||= user_id === userId;
  groups.set(message_id, ofMessage);
}

/** Sets one's reaction, or takes it back. @param {Store} store @param {string} messageId @param {string} emoji */
export async function toggleReaction(store, messageId, emoji) {
  await atomically(store, async () => {
    const message = await store.db.messages.get(messageId);
    if (!message) return;
    const rows = await store.db.reactions.where('message_id').equals(messageId).toArray();
    const held = rows.find((row) => row.user_id === store.userId && row.emoji === emoji);
    await write(store, {
      entity: 'reaction',
      // The server keeps one row for each emoji of a person, so its id is used again.
      id: held?.id ?? uuid7(store.now()),
      op: held && !held.deleted_at ? 'delete' : 'create',
      fields: { message_id: messageId, emoji },
      conversationId: message.conversation_id,
      needs: [...needsConversation(message.conversation_id), thingOf('message', messageId)],
    });
  });
  store.wake();
}
