/** @import { Session, Store } from '../types.js' */
import { databaseName, removeDatabase } from '../db/schema.js';
import { ApiError, request, whoAmI } from '../net/http.js';
import { openChannel } from './channel.js';
import { channelName } from './names.js';

const KEY = 'quchat.session';

/** Whose database to open before the server has said anything; null on a browser nobody has used. @returns {Session|null} */
export function rememberedSession() {
  try {
    const { server_id: serverId, user_id: userId } = JSON.parse(localStorage.getItem(KEY) ?? '');
    return serverId && userId ? { serverId, userId } : null;
  } catch {
    return null;
  }
}

/**
 * Asks the server who is signed in, and remembers it.
 * @returns {Promise<(Session & {user: import('../types.js').User, epoch: string})|'signed-out'|'offline'>}
 */
export async function verifySession() {
  try {
    const { user, device_id, server_id, epoch } = await whoAmI();
    localStorage.setItem(KEY, JSON.stringify({ server_id, user_id: user.id }));
    return { serverId: server_id, userId: user.id, deviceId: device_id, user, epoch };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return error.status === 401 ? 'signed-out' : 'offline';
  }
}

/**
 * Signs out here and removes this person's data from the device, in other tabs too. Ask first when something is unsent.
 * @param {Store & {close?: () => void}} store
 */
export async function signOut(store) {
  await request('POST', '/auth/logout');
  localStorage.removeItem(KEY);
  const channel = openChannel(channelName(store));
  channel.post('signed-out');
  channel.close();
  store.db.close();
  await removeDatabase(databaseName(store));
}

/** Calls `fn` when this person signs out in another tab. @param {() => void} fn */
export function onSignedOutElsewhere(fn) {
  addEventListener('storage', ({ key, newValue }) => {
    if (key === KEY && newValue === null) fn();
  });
}
