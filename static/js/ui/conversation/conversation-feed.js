/** @import { ConversationView } from '../../db/conversations.js' */
import { listAllConversations } from '../../db/conversations.js';
import { observable } from '../../lib/observable.js';
import { newestUnsaved, subscribeUnsaved } from '../../sync/unsaved.js';
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
  let end = () => {};
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  let timer;
  function read() {
    timer = undefined;
    end();
    end = live(() => listAllConversations(store, newestUnsaved()), conversationFeed.set, { rest: REST });
  }
  read();
  // What was only told stands in no table, so the query does not hear of it.
  subscribeUnsaved(() => {
    const mayShowSome = newestUnsaved().size > 0 || conversationFeed.get() !== null;
    if (mayShowSome && timer === undefined) timer = setTimeout(read, REST);
  });
}
