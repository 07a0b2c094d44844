/** @import { Store } from '../types.js' */
import { getMeta, setMeta } from '../db/meta.js';
import { ApiError } from '../net/http.js';
import { changeSyncConfig, getSyncConfig } from '../net/sync-config.js';

/** How much this device may keep, and for how long. The server is told the latter (`/sync/config`). */

export const MB = 1024 * 1024;
export const BUDGETS = [100, 250, 500, 1000, 2000].map((size) => size * MB);
/** In days; null: everything. */
export const PERIODS = [30, 90, 365, null];
const USUAL_BUDGET = 500 * MB;

/**
 * @typedef {{budget: number, keepDays: number|null}} Preferences bytes, and days or null for good
 * @param {Store} store
 * @returns {Promise<Preferences>}
 */
export async function preferences(store) {
  return {
    budget: (await getMeta(store, 'budget')) ?? USUAL_BUDGET,
    keepDays: (await getMeta(store, 'keep_days')) ?? null,
  };
}

/** @param {Store} store @param {number} bytes */
export const setBudget = (store, bytes) => setMeta(store, 'budget', bytes);

/** @param {Store} store @param {number|null} days */
export async function setKeepDays(store, days) {
  await setMeta(store, 'keep_days', days);
  await setMeta(store, 'keep_days_told', false);
  await agreeOnKeepDays(store);
}

/** Tells the server what was chosen here, or takes what was chosen there. Without a network, another time. @param {Store} store */
export async function agreeOnKeepDays(store) {
  try {
    if ((await getMeta(store, 'keep_days_told')) === false) {
      await changeSyncConfig({ keep_days: (await preferences(store)).keepDays });
      await setMeta(store, 'keep_days_told', true);
    } else await setMeta(store, 'keep_days', (await getSyncConfig()).keep_days);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
  }
}
