/** @import { Service, SyncStatus } from '../types.js' */
import { RELEASE } from '../lib/release.js';

/** What the server can do. @type {Service} */
export const WORKING = { state: 'ok', reason: null, since: null };
/** States that one hears of before the connection ends, and that explain why it did. */
const EXPLAINING = ['maintenance', 'stopping'];

/** What the server says of itself when one connects. @param {{service?: Service, release?: string}} hello @returns {Partial<SyncStatus>} */
export const greeted = ({ service = WORKING, release }) => ({ service, ...comparedTo(release ?? null) });

/**
 * Each tab compares with its own: the leader's page may be older than others. @param {string|null} [serverRelease]
 * @returns {Pick<SyncStatus, 'serverRelease'|'otherRelease'>}
 */
export const comparedTo = (serverRelease = null) => ({
  serverRelease,
  otherRelease: Boolean(RELEASE && serverRelease && serverRelease !== RELEASE),
});

/** What is known of the server once the connection is gone. @param {Service} service */
export const afterwards = (service) => (EXPLAINING.includes(service.state) ? service : WORKING);
