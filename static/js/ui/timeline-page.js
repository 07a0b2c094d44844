/** @import { Store, StoredMessage, StoredUser } from '../types.js' */
/** @import { ReactionGroup } from '../db/reactions.js' */
import { getMessage, listMessages } from '../db/messages.js';
import { reactionsFor } from '../db/reactions.js';
import { getUsers } from '../db/users.js';

/**
 * What the timeline shows of a conversation: its newest messages, their reactions, the messages that they answer, and
 * whoever appears in them, former members too.
 * @typedef {{messages: StoredMessage[], reactions: Map<string, ReactionGroup[]>, quoted: Map<string, StoredMessage>,
 *   people: Map<string, StoredUser>}} Page
 */

/** @param {Store} store @param {string} conversationId @param {number} limit @returns {Promise<Page>} */
export async function readPage(store, conversationId, limit) {
  const messages = await listMessages(store, conversationId, { limit });
  const reactions = await reactionsFor(
    store,
    messages.map(({ id }) => id),
  );
  const answered = new Set(messages.flatMap(({ reply_to }) => reply_to ?? []));
  const found = (await Promise.all([...answered].map((id) => getMessage(store, id)))).filter(
    (one) => one !== undefined,
  );
  const people = await getUsers(store, peopleIn([...messages, ...found], reactions));
  return { messages, reactions, quoted: new Map(found.map((one) => [one.id, one])), people };
}

/** @param {StoredMessage[]} messages @param {Map<string, ReactionGroup[]>} reactions */
function peopleIn(messages, reactions) {
  const inMessages = messages.flatMap(({ sender_id, meta }) =>
    meta?.user_id ? [sender_id, meta.user_id] : [sender_id],
  );
  const inReactions = [...reactions.values()].flat().flatMap(({ userIds }) => userIds);
  return [...inMessages, ...inReactions];
}
