/** @import { Membership, Role, Store, StoredMembership, StoredMessage, User } from '../types.js' */
import { contactsByUser, rememberUser } from './contacts.js';
import { byName, personName } from './names.js';
import { atomically } from './store.js';
import { getUsers } from './users.js';
import { needsConversation, write } from './write.js';

/** Whether somebody belongs to a conversation now; a role that is unknown yet belongs to a row of which only a receipt arrived. @param {Membership} member */
export const isPresent = (member) => member.role !== null && !member.left_at;

/** Every membership of a conversation, former ones too. @param {Store} store @param {string} id */
export const membershipsOf = (store, id) =>
  store.db.memberships.where('[conversation_id+user_id]').between([id, ''], [id, '\uffff']).toArray();

/** Who is in a conversation, by name. @param {Store} store @param {string} conversationId */
export async function listMembers(store, conversationId) {
  return describe(store, (await membershipsOf(store, conversationId)).filter(isPresent));
}

/** Who else has read a message. @param {Store} store @param {StoredMessage} message */
export async function readersOf(store, { conversation_id, ordinal, sender_id }) {
  if (ordinal === null) return [];
  const members = (await membershipsOf(store, conversation_id)).filter(isPresent);
  const readers = members.filter((member) => member.user_id !== sender_id && member.read_ordinal >= ordinal);
  return describe(store, readers);
}

/** @param {Store} store @param {StoredMembership[]} memberships */
export async function describe(store, memberships) {
  const users = await getUsers(
    store,
    memberships.map((member) => member.user_id),
  );
  const contacts = await contactsByUser(store);
  /** @param {StoredMembership} membership */
  const person = (membership) => {
    const user = users.get(membership.user_id) ?? null;
    const contact = contacts.get(membership.user_id);
    return { membership, user, nickname: contact?.nickname ?? '', name: personName(user, contact) };
  };
  return memberships.map(person).sort(byName);
}

/**
 * @param {Store} store @param {string} conversationId @param {User|string} person the profile, or the id of one held
 * @param {Role} [role]
 */
export async function addMember(store, conversationId, person, role = 'member') {
  const id = typeof person === 'string' ? person : person.id;
  await atomically(store, async () => {
    if (typeof person !== 'string') await rememberUser(store, person);
    await change(store, conversationId, id, 'create', { role });
  });
  store.wake();
}

/** @param {Store} store @param {string} conversationId @param {string} userId @param {Role} role */
export async function changeRole(store, conversationId, userId, role) {
  await atomically(store, () => change(store, conversationId, userId, 'update', { role }));
  store.wake();
}

/** @param {Store} store @param {string} conversationId @param {string} userId */
export async function removeMember(store, conversationId, userId) {
  await atomically(store, () => change(store, conversationId, userId, 'delete'));
  store.wake();
}

/** @param {Store} store @param {string} conversationId */
export const leaveConversation = (store, conversationId) => removeMember(store, conversationId, store.userId);

/**
 * @param {Store} store @param {string} conversationId @param {string} userId @param {'create'|'update'|'delete'} op
 * @param {{role?: Role}} [fields]
 */
function change(store, conversationId, userId, op, fields = {}) {
  const needs = needsConversation(conversationId);
  const named = { conversation_id: conversationId, ...fields };
  return write(store, { entity: 'membership', id: userId, op, fields: named, conversationId, needs });
}
