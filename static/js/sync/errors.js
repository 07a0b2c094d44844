/** @import { SyncStatus } from '../types.js' */
import { isQuota } from '../db/quota.js';

/**
 * Each known failure in one sentence: what happened, and what to do about it.
 * @type {Object<string, {message: string, action: 'retry'|'sign-in'|'reload'|'free-space'|null}>}
 */
const WORDS = {
  offline: { message: 'This device has no network. Your changes are kept here and sent later.', action: 'retry' },
  unreachable: {
    message: 'The server doesn’t answer. Your changes are kept here and sent when it is back.',
    action: 'retry',
  },
  unauthenticated: { message: 'You have been signed out. Sign in again to send and receive.', action: 'sign-in' },
  other_user: { message: 'Somebody else has signed in on this browser.', action: 'reload' },
  rate_limited: { message: 'The server asks us to slow down. Sending goes on in a moment.', action: 'retry' },
  read_only: { message: 'The server can’t save anything right now. Your changes are kept here.', action: 'retry' },
  maintenance: { message: 'The server is being looked after. Your changes are kept here.', action: 'retry' },
  too_large: { message: 'The server refuses something as too large. See what waits, and shorten it.', action: 'retry' },
  validation_failed: { message: 'The server refuses a change as it is. See what waits.', action: 'retry' },
  forbidden: { message: 'The server refuses a change: you may not do that there. See what waits.', action: 'retry' },
  internal: { message: 'Something went wrong on the server. We’ll try again.', action: 'retry' },
  outdated: {
    message: 'A newer version is open in another tab. Nothing more is saved here: reload to go on. Your text is kept.',
    action: 'reload',
  },
  erased: {
    message: 'What QuChat kept in this browser was erased. Reload to fetch it again from the server.',
    action: 'reload',
  },
  local_only: { message: 'This device stays for itself: nothing leaves it, and nothing comes in.', action: null },
  needs_server: { message: 'Nothing is kept on this device, so this needs the network.', action: 'retry' },
  quota: { message: 'This device’s storage is full. Free some space to go on.', action: 'free-space' },
  device: { message: 'Something went wrong on this device. Reload to go on.', action: 'reload' },
};

/** @param {any} error @returns {NonNullable<SyncStatus['lastError']>} */
export function describeError(error) {
  const code = codeOf(error);
  const words = WORDS[code] ?? { message: error.message, action: 'retry' };
  // What somebody said about it is worth more than our words.
  const reason = code === 'maintenance' && error.details?.reason;
  return { code, ...words, ...(reason ? { message: `${words.message} ${reason}` } : {}) };
}

/** @param {any} error */
function codeOf(error) {
  if (typeof error?.status === 'number') return isUnreachable(error) ? 'unreachable' : error.code;
  if (isQuota(error)) return 'quota';
  return 'device';
}

/**
 * The network is there and QuChat isn't: it is down, or something before it says that it is.
 * @param {{status: number, code: string}} error
 */
function isUnreachable({ status, code }) {
  if (status === 0) return code === 'offline' && globalThis.navigator?.onLine === true;
  return [502, 503, 504].includes(status) && code === 'internal';
}
