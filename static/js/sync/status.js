/** @import { SyncStatus } from '../types.js' */
import { observable } from '../lib/observable.js';
import { describeError } from './errors.js';
import { comparedTo, WORKING } from './service.js';

/** @type {SyncStatus} */
const START = { online: false, syncing: false, pending: 0, service: WORKING, ...comparedTo(), lastError: null };
const state = observable(START);

/** How synchronising stands, for everybody to see. */
export const status = {
  get: state.get,
  subscribe: state.subscribe,
  /** @param {Partial<SyncStatus>} change */
  update(change) {
    const next = { ...state.get(), ...change };
    if (JSON.stringify(next) !== JSON.stringify(state.get())) state.set(next);
  },
  /** @param {any} error null after a success */
  report(error) {
    status.update({ lastError: error === null ? null : describeError(error) });
  },
};
