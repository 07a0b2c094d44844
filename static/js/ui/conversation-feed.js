/** @import { ConversationView } from '../db/conversations.js' */
import { listConversations } from '../db/conversations.js';
import { observable } from '../lib/observable.js';
import { context } from './context.js';
import { live } from './live-query.js';

/**
 * One's conversations, the last active first: read once for everything that shows them. Null until they are read.
 * @type {ReturnType<typeof observable<{active: ConversationView[], archived: ConversationView[]}|null>>}
 */
export const conversationFeed = observable(null);

export function followConversations() {
  const { store } = context;
  live(
    async () => ({
      active: await listConversations(store),
      archived: await listConversations(store, { archived: true }),
    }),
    conversationFeed.set,
  );
}
