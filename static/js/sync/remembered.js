/** @import { SyncMode } from '../types.js' */

/**
 * What this browser knows before any database is open, and before the server has said anything: whose database to open,
 * and how. `untold`: the server has not heard of the mode yet.
 * @typedef {{upload_bytes: number}} Limits
 * @typedef {{server_id: string, user_id: string, device_id: string|null, mode: SyncMode, untold: boolean,
 *   limits?: Limits, link_previews?: boolean, retention?: {days: number|null, max_days: number|null}}} Remembered
 *   `link_previews`: whether the installation makes any; `retention`: how long it keeps messages
 */

const KEY = 'quchat.session';

/** @returns {Remembered|null} null on a browser nobody has used */
export const remembered = () => parse(read());

/** @param {Pick<Remembered, 'server_id'|'user_id'> & Partial<Remembered>} session */
export function remember(session) {
  localStorage.setItem(KEY, JSON.stringify(session));
}

/** Changes what is remembered, if anything is. @param {Partial<Remembered>} change */
export function amend(change) {
  const held = remembered();
  if (held) remember({ ...held, ...change });
}

export function forgetSession() {
  localStorage.removeItem(KEY);
}

/** Calls `fn` when another tab signs in or out, or changes the mode. @param {(now: Remembered|null) => void} fn */
export function onRememberedElsewhere(fn) {
  addEventListener('storage', ({ key, newValue }) => {
    // Without a key everything was erased.
    if (key === KEY || key === null) fn(parse(newValue));
  });
}

/** @returns {string|null} */
function read() {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null; // no such storage, or the browser denies it
  }
}

/** @param {string|null} text @returns {Remembered|null} */
function parse(text) {
  try {
    const held = JSON.parse(text ?? '');
    return held?.server_id && held.user_id ? { device_id: null, mode: 'hybrid', untold: false, ...held } : null;
  } catch {
    return null;
  }
}
