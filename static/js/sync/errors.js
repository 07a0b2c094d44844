/** @import { SyncStatus } from '../types.js' */

/**
 * Each known failure in one sentence: what happened, and what to do about it.
 * @type {Object<string, {message: string, action: 'retry'|'sign-in'|'reload'|null}>}
 */
const WORDS = {
  offline: { message: 'The server can’t be reached. Your changes are kept here and sent later.', action: 'retry' },
  unauthenticated: { message: 'You have been signed out. Sign in again to send and receive.', action: 'sign-in' },
  other_user: { message: 'Somebody else has signed in on this browser.', action: 'reload' },
  rate_limited: { message: 'The server asks us to slow down. Sending goes on in a moment.', action: null },
  read_only: { message: 'The server can’t save anything right now. Your changes are kept here.', action: 'retry' },
  internal: { message: 'Something went wrong on the server. We’ll try again.', action: 'retry' },
  outdated: { message: 'A newer version is open in another tab. Reload to go on.', action: 'reload' },
  quota: { message: 'This device’s storage is full. Free some space, then try again.', action: 'retry' },
  device: { message: 'Something went wrong on this device. Reload to go on.', action: 'reload' },
};

/** @param {any} error @returns {NonNullable<SyncStatus['lastError']>} */
export function describeError(error) {
  const code = codeOf(error);
  const words = WORDS[code] ?? { message: error.message, action: 'retry' };
  return { code, ...words };
}

/** @param {any} error */
function codeOf(error) {
  if (typeof error?.status === 'number') return error.code;
  if (error?.name === 'QuotaExceededError' || error?.inner?.name === 'QuotaExceededError') return 'quota';
  return 'device';
}
