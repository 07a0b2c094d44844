/** @import { Device, User } from '../types.js' */
import { request } from './http.js';

/**
 * What only the server can do for an account: it needs the network, and the device keeps nothing of it.
 *
 * @typedef {{id: string, token: string|null, url: string|null, conversation_id: string|null, role: string,
 *   uses_left: number, expires_at: string, created_at: string}} Invite
 */

/** People of this QuChat by part of their name. @param {string} query @returns {Promise<User[]>} */
export const searchPeople = async (query) => (await request('GET', `/users?q=${encodeURIComponent(query)}`)).users;

/** @param {string} current @param {string} next */
export const changePassword = (current, next) =>
  request('POST', '/auth/password', { current_password: current, new_password: next });

/** @param {Blob} picture @returns {Promise<User>} */
export const setAvatar = async (picture) => (await request('PUT', '/users/me/avatar', picture)).user;

/** @returns {Promise<User>} */
export const removeAvatar = async () => (await request('DELETE', '/users/me/avatar')).user;

/** @returns {Promise<(Device & {current: boolean})[]>} */
export const listDevices = async () => (await request('GET', '/devices')).devices;

/** @param {string} id @param {string} name */
export const renameDevice = (id, name) => request('PATCH', `/devices/${id}`, { name });

/** Signs a device out, live; it erases what it holds at its next contact. @param {string} id */
export const endDevice = (id) => request('DELETE', `/devices/${id}`);

/** @returns {Promise<Invite[]>} */
export const listInvites = async () => (await request('GET', '/invites')).invites;

/** @param {{conversation_id?: string, uses: number, expires_in: number}} invite `expires_in` in seconds @returns {Promise<Invite>} */
export const createInvite = async (invite) => (await request('POST', '/invites', invite)).invite;

/** @param {string} id */
export const revokeInvite = (id) => request('DELETE', `/invites/${id}`);
