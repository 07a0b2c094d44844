/** @import { SyncMode } from '../types.js' */
import { request } from './http.js';

/** @typedef {{mode: SyncMode, keep_days: number|null}} SyncConfig how this device keeps things, as the server knows it */

/** @returns {Promise<SyncConfig>} */
export const getSyncConfig = async () => (await request('GET', '/sync/config')).config;

/** Changes a part of it, and leaves the rest. @param {Partial<SyncConfig>} change */
export async function changeSyncConfig(change) {
  const held = await getSyncConfig();
  await request('PUT', '/sync/config', { ...held, ...change });
}
