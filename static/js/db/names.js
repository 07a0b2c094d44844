/** @import { Contact, Conversation, Membership, User } from '../types.js' */
import { normalise } from '../lib/text.js';

/** How a person is called here: the nickname given to them, else their display name, else their username. @param {User|null|undefined} user @param {Contact|null} [contact] */
export const personName = (user, contact) => contact?.nickname || user?.display_name || user?.username || '';

/** @param {{name: string}} one @param {{name: string}} other */
export const byName = (one, other) => normalise(one.name).localeCompare(normalise(other.name));

/**
 * A direct conversation is called after the other person, a group by its title or else after its members. Empty when
 * nobody in it is known yet.
 * @param {Conversation} conversation @param {Membership[]} members @param {Map<string, User>} users by id
 * @param {Map<string, Contact>} contacts by `contact_id` @param {string} userId
 */
export function nameOf(conversation, members, users, contacts, userId) {
  /** @param {string} id */
  const name = (id) => personName(users.get(id), contacts.get(id));
  if (conversation.kind === 'direct') return conversation.peer_id ? name(conversation.peer_id) : '';
  if (conversation.title) return conversation.title;
  return members
    .filter((member) => member.user_id !== userId)
    .map((member) => name(member.user_id))
    .filter(Boolean)
    .join(', ');
}
