/** @import { SyncStatus } from '../../types.js' */
import { words } from '../words.js';

/**
 * What the server can't do now, in a sentence with what to do; null while all is well. Administrators also learn why.
 * @typedef {'retry'|'reload'|'administer'} Action
 * @param {Pick<SyncStatus, 'service'|'otherRelease'>} status @param {boolean} administers
 * @returns {{message: string, action: Action}|null}
 */
export function serviceWords({ service: { state, reason }, otherRelease }, administers) {
  const { service } = words.sync;
  if (state === 'maintenance') return { message: service.maintenance(reason), action: 'retry' };
  if (state === 'stopping') return { message: service.stopping, action: 'retry' };
  if (state === 'read_only') {
    const why = administers ? (service.why[/** @type {keyof typeof service.why} */ (reason)] ?? '') : '';
    return { message: `${service.readOnly}${why && ` ${why}`}`, action: administers ? 'administer' : 'retry' };
  }
  return otherRelease ? { message: service.otherRelease, action: 'reload' } : null;
}
