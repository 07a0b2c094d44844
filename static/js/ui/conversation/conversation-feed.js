/** @import { ConversationView } from '../../db/conversations.js' */
import { listAllConversations } from '../../db/conversations.js';
import { observable } from '../../lib/observable.js';
import { context } from '../context.js';
import { live } from '../live-query.js';

/** Milliseconds. The list is read as a whole, and nobody reads along in it while messages stream in. */
const REST = 250;

/**
 * One's conversations, the last active first: read once for everything that shows them. Null until they are read.
 * @type {ReturnType<typeof observable<{active: ConversationView[], archived: ConversationView[]}|null>>}
 */
export const conversationFeed = observable(null);

export function followConversations() {
  const { store } = context;
  live(() => listAllConversations(store), conversationFeed.set, { rest: REST });
}
