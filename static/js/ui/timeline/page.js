/** @import { LinkPreview, Store, StoredContext, StoredMessage, StoredUser } from '../../types.js' */
/** @import { ReactionGroup } from '../../db/reactions.js' */
/** @import { Shown } from './window.js' */
import { contextsById } from '../../db/contexts.js';
import { linkPreviewsFor } from '../../db/link-previews.js';
import { getMessage, readStretch } from '../../db/messages.js';
import { reactionsFor } from '../../db/reactions.js';
import { getUsers } from '../../db/users.js';

/**
 * What the timeline shows of a conversation: some messages, what is held before them, their reactions and the cards of their links, the
 * messages that they answer, and whoever appears in them, former members too.
 * @typedef {{shown: Shown, messages: StoredMessage[], previous: StoredMessage|undefined,
 *   reactions: Map<string, ReactionGroup[]>, linkPreviews: Map<string, LinkPreview>,
 *   quoted: Map<string, StoredMessage>, people: Map<string, StoredUser>, contexts: Map<string, StoredContext>}} Page
 */

/** @param {Store} store @param {string} conversationId @param {Shown} shown @returns {Promise<Page>} */
export async function readPage(store, conversationId, shown) {
  const { messages, previous } = await readStretch(store, conversationId, shown);
  const ids = messages.map(({ id }) => id);
  const [reactions, linkPreviews] = await Promise.all([reactionsFor(store, ids), linkPreviewsFor(store, ids)]);
  const answered = new Set(messages.flatMap(({ reply_to }) => reply_to ?? []));
  const found = (await Promise.all([...answered].map((id) => getMessage(store, id)))).filter(
    (one) => one !== undefined,
  );
  const people = await getUsers(store, peopleIn([...messages, ...found], reactions));
  const quoted = new Map(found.map((one) => [one.id, one]));
  const contexts = await contextsById(store, [...new Set(messages.flatMap(({ context_ids }) => context_ids))]);
  return { shown, messages, previous, reactions, linkPreviews, quoted, people, contexts };
}

/** @param {StoredMessage[]} messages @param {Map<string, ReactionGroup[]>} reactions */
function peopleIn(messages, reactions) {
  const inMessages = messages.flatMap(({ sender_id, meta }) =>
    meta?.user_id ? [sender_id, meta.user_id] : [sender_id],
  );
  const inReactions = [...reactions.values()].flat().flatMap(({ userIds }) => userIds);
  return [...inMessages, ...inReactions];
}
