/** @import { Contact, Store, User } from '../types.js' */

import { uuid7 } from '../lib/uuid.js';
import { byName, personName } from './names.js';
import { atomically } from './store.js';
import { getUsers } from './users.js';
import { write } from './write.js';

/** @param {Store} store @returns {Promise<Map<string, Contact>>} by the id of the person */
export async function contactsByUser(store) {
  const contacts = await store.db.contacts.toArray();
  return new Map(contacts.filter((contact) => !contact.deleted_at).map((contact) => [contact.contact_id, contact]));
}

/** One's contacts by name. @param {Store} store */
export async function listContacts(store) {
  const contacts = await contactsByUser(store);
  const users = await getUsers(store, [...contacts.keys()]);
  return [...contacts.values()]
    .map((contact) => {
      const user = users.get(contact.contact_id) ?? null;
      return { contact, user, name: personName(user, contact) };
    })
    .sort(byName);
}

/**
 * @param {Store} store @param {{user: User, nickname?: string}} person as the directory gave them
 * @returns {Promise<string>} the contact's id
 */
export async function addContact(store, { user, nickname = '' }) {
  const id = await atomically(store, async () => {
    await rememberUser(store, user);
    // Removed ones too: adding somebody again must not overtake their removal, which may still wait.
    const held = await store.db.contacts.where('contact_id').equals(user.id).first();
    const isThere = held !== undefined && !held.deleted_at;
    if (isThere && held.nickname === nickname) return held.id;
    const contactId = held?.id ?? uuid7();
    const fields = isThere ? { nickname } : { contact_id: user.id, nickname };
    await write(store, { entity: 'contact', id: contactId, op: isThere ? 'update' : 'create', fields });
    return contactId;
  });
  store.wake();
  return id;
}

/** @param {Store} store @param {string} id @param {string} nickname */
export async function renameContact(store, id, nickname) {
  await atomically(store, () => write(store, { entity: 'contact', id, op: 'update', fields: { nickname } }));
  store.wake();
}

/** @param {Store} store @param {string} id */
export async function removeContact(store, id) {
  await atomically(store, () => write(store, { entity: 'contact', id, op: 'delete' }));
  store.wake();
}

/** Keeps a profile that came from the directory, so that the person has a name before any log brings them. @param {Store} store @param {User} user */
export async function rememberUser(store, user) {
  if (!(await store.db.userProfiles.get(user.id))) await store.db.userProfiles.put({ ...user, local: null });
}
