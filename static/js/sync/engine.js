/** @import { Store } from '../types.js' */
/** @import { Clock } from './clock.js' */
/** @import { Tab } from './tab.js' */
import { ApiError, actFor } from '../net/http.js';
import { systemClock } from './clock.js';
import { isErasing, isExpelled } from './leaving.js';
import { lookAgain } from './missed.js';
import { heardMode, mode } from './modes.js';
import { remembered } from './remembered.js';
import { status } from './status.js';
import { joinTabs } from './tab.js';

/**
 * Starts synchronising in this tab, and ends and begins it again as the page rests and wakes, and as the mode says.
 * @param {Awaited<ReturnType<typeof import('../db/store.js').createStore>>} store
 * @param {{clock?: Clock, connect?: Parameters<typeof joinTabs>[1]['connect'], expelled?: () => void,
 *   modeChanged?: (mode: import('../types.js').SyncMode) => void}} [ways] `expelled`: this device was signed out from
 *   another one; `modeChanged`: the server wants it to keep things in another way
 */
export function startSync(store, { clock = systemClock, connect, expelled = () => {}, modeChanged = () => {} } = {}) {
  // What is only in memory can't wait for the network.
  if (store.inMemory) store.refusal = () => (status.get().online ? null : needsServer());
  /** @type {Tab|null} */
  let tab = null;
  let over = false;
  actFor(store.userId);

  /** @param {any} error */
  function report(error) {
    if (isExpelled(error, store.deviceId)) return expelled();
    status.report(error);
  }

  /** @param {string} wanted */
  function onServersMode(wanted) {
    const next = heardMode(wanted, store.deviceId);
    if (next) modeChanged(next);
  }

  function begin() {
    if (over || tab) return;
    tab = joinTabs(store, { clock, connect, leave, report, heardMode: onServersMode });
    follow();
  }

  /** In the mode local-only nothing leaves, so there is nothing to lead. */
  function follow() {
    if (mode.get() === 'local-only') {
      void tab?.rest();
      status.update({ online: false, syncing: false, lastError: null });
    } else tab?.stand();
  }

  async function end() {
    const ended = tab;
    tab = null;
    await ended?.leave();
  }

  /** This person's data is about to be removed. */
  function leave() {
    void stop();
    if (!isErasing()) store.db.close();
    status.report({ status: 401, code: 'unauthenticated' });
  }

  async function stop() {
    over = true;
    unfollow();
    stopResting();
    await end();
  }

  store.onLost((why) => {
    // By somebody who signs out in another tab, unless somebody is still remembered here.
    if (why === 'erased' && !remembered()) return leave();
    void stop();
    status.report({ status: 0, code: why });
  });

  begin();
  const unfollow = mode.subscribe(follow);
  const stopResting = restWithPage({ rest: () => void end(), wake: begin });
  return { stop, syncNow: async () => tab?.syncNow() };
}

const needsServer = () =>
  new ApiError({
    status: 0,
    code: 'needs_server',
    message: 'Nothing is kept on this device, so this needs the network.',
  });

/**
 * A page that the browser keeps for its back button may hold neither a connection nor a lock: others need them, and with
 * them it would not be kept. (Dexie closes its database by itself, and asks every live query again afterwards.)
 * @param {{rest: () => void, wake: () => void}} ways
 */
function restWithPage({ rest, wake }) {
  if (typeof window === 'undefined') return () => {};
  const hide = (/** @type {PageTransitionEvent} */ { persisted }) => persisted && rest();
  const show = (/** @type {PageTransitionEvent} */ { persisted }) => persisted && wake();
  addEventListener('pagehide', hide);
  addEventListener('pageshow', show);
  // From having been frozen in the background.
  document.addEventListener('resume', lookAgain);
  return () => {
    document.removeEventListener('resume', lookAgain);
    removeEventListener('pagehide', hide);
    removeEventListener('pageshow', show);
  };
}
