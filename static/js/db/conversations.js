/** @import { Store, UnsavedMessage } from '../types.js' */
import { compare } from '../lib/text.js';
import { describe, newestUnsent, withTold } from './conversation-views.js';
import { defaultSettings } from './fold.js';

export { deleteConversation, updateConversation } from './conversation-changes.js';
export { createGroup, openDirect } from './conversation-creation.js';
export { nameOf } from './names.js';

/** @typedef {import('./conversation-views.js').ConversationView} ConversationView */

/**
 * One's conversations, the last active first. Whole tables are read at once, which is many times faster than their rows
 * one by one; of messages only the unsent ones.
 * @param {Store} store @param {{archived?: boolean}} [which]
 * @returns {Promise<ConversationView[]>}
 */
export const listConversations = async (store, { archived = false } = {}) =>
  (await listAllConversations(store))[archived ? 'archived' : 'active'];

/**
 * Both lists, for the price of one.
 * @param {Store} store @param {Map<string, UnsavedMessage>} [told] by conversation, what nobody but its sender keeps so far
 * @returns {Promise<{active: ConversationView[], archived: ConversationView[]}>}
 */
export function listAllConversations(store, told = new Map()) {
  const { db } = store;
  return db.transaction('r', db.tables, async () => {
    const conversations = await db.conversations.toArray();
    const mine = await db.memberships.where('user_id').equals(store.userId).toArray();
    const facts = {
      own: byConversation(mine),
      settings: byConversation(await db.conversationSettings.toArray()),
      drafts: byConversation(await db.drafts.toArray()),
      unsent: withTold(await newestUnsent(store), told, conversations),
    };
    const shown = conversations.filter(({ id, deleted_at, last_ordinal }) => {
      const { hidden_ordinal } = facts.settings.get(id) ?? defaultSettings(id);
      const hidden = hidden_ordinal !== null && last_ordinal <= hidden_ordinal && !facts.unsent.has(id);
      return !deleted_at && !facts.own.get(id)?.left_at && !hidden;
    });
    const views = await describe(store, shown, facts);
    views.sort((one, other) => compare(activity(other), activity(one)));
    return {
      active: views.filter(({ settings }) => !settings.archived),
      archived: views.filter(({ settings }) => settings.archived),
    };
  });
}

/** @param {Store} store @param {string} id @returns {Promise<ConversationView|null>} */
export function getConversation(store, id) {
  const { db } = store;
  return db.transaction('r', db.tables, async () => {
    const conversation = await db.conversations.get(id);
    if (!conversation || conversation.deleted_at) return null;
    const own = await db.memberships.get([id, store.userId]);
    const settings = await db.conversationSettings.get(id);
    const draft = await db.drafts.get(id);
    const facts = {
      own: byConversation(own ? [own] : []),
      settings: byConversation(settings ? [settings] : []),
      drafts: byConversation(draft ? [draft] : []),
      unsent: await newestUnsent(store),
    };
    return (await describe(store, [conversation], facts))[0];
  });
}

/** @template {{conversation_id: string}} T @param {T[]} rows */
const byConversation = (rows) => new Map(rows.map((row) => [row.conversation_id, row]));

/**
 * When something last happened. What is being sent comes first: by this device's clock it could be anywhere.
 * @param {ConversationView} view
 */
function activity({ conversation, lastMessage }) {
  const time = lastMessage?.created_at ?? conversation.created_at;
  return `${lastMessage?.local?.state === 'sending' ? '~' : ''}${time}/${conversation.id}`;
}
