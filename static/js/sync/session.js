/** @import { Session, SyncMode, User } from '../types.js' */
import { ApiError, whoAmI } from '../net/http.js';
import { followMode, heardMode } from './modes.js';
import { amend, remember, remembered } from './remembered.js';

/** Whose database to open before the server has said anything; null on a browser nobody has used. @returns {Session|null} */
export function rememberedSession() {
  const held = remembered();
  return held && { serverId: held.server_id, userId: held.user_id };
}

/**
 * Asks the server who is signed in, and remembers it.
 * @returns {Promise<(Session & {user: User, epoch: string, wantedMode: SyncMode|null})|'offline'|ApiError>}
 *   the refusal where nobody is; `wantedMode`: this device is to keep things in another way
 */
export async function verifySession() {
  try {
    const { user, device_id, server_id, epoch, sync_mode, limits, link_previews, retention } = await whoAmI();
    const wantedMode = note(server_id, user.id, device_id, sync_mode);
    amend({ limits, link_previews, retention });
    return { serverId: server_id, userId: user.id, deviceId: device_id, user, epoch, wantedMode };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return error.status === 401 ? error : 'offline';
  }
}

/** @param {string} server_id @param {string} user_id @param {string} device_id @param {SyncMode} serversMode */
function note(server_id, user_id, device_id, serversMode) {
  const held = remembered();
  if (held?.server_id === server_id && held.user_id === user_id) {
    const wanted = heardMode(serversMode, device_id);
    remember({ ...held, device_id });
    return wanted;
  }
  // Somebody new here: how the last person kept things is no matter of theirs.
  remember({ server_id, user_id, device_id, mode: serversMode, untold: false });
  followMode(serversMode);
  return null;
}
