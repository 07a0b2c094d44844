/** @import { Store } from '../types.js' */
/** @import { Clock } from './clock.js' */
import { getMeta, setMeta } from '../db/meta.js';

const RENEW_EVERY = 2_000;
/** So long a leader may be silent: browsers let the timers of a hidden tab ring once a second, later once a minute. */
const LASTS = 7_000;

/** @typedef {{tab: string, until: number}} Lease */

/**
 * Stands in for Web Locks where a page has none (plain http, unless from this very machine): a row says who leads and
 * until when. A leader that the browser slows down in the background loses it to a tab that is awake.
 * @param {Store} store
 * @param {{tab: string, clock: Clock}} ways
 */
export function leases(store, { tab, clock }) {
  /** Tabs that said that they leave. @type {Set<string>} */
  const gone = new Set();
  /** @type {Set<() => void>} */
  const sleepers = new Set();

  /** @param {(held: Lease|undefined) => boolean} may @param {() => Promise<any>} change */
  const changeIf = (may, change) =>
    store.db.transaction('rw', store.db.meta, async () => {
      const allowed = may(await getMeta(store, 'lease'));
      if (allowed) await change();
      return allowed;
    });

  const write = () => setMeta(store, 'lease', { tab, until: store.now() + LASTS });
  /** @param {Lease|undefined} held */
  const isMine = (held) => held?.tab === tab;
  /** One that seems to last for hours was written before the clock was set back. @param {Lease|undefined} held */
  const isFree = (held) =>
    !held || gone.has(held.tab) || held.until <= store.now() || held.until > store.now() + 2 * LASTS;

  /** @param {AbortSignal} [signal] */
  const pause = (signal) =>
    new Promise((/** @type {(value?: any) => void} */ resolve) => {
      const wake = () => {
        clock.clearTimeout(timer);
        sleepers.delete(wake);
        signal?.removeEventListener('abort', wake);
        resolve();
      };
      const timer = clock.setTimeout(wake, RENEW_EVERY);
      sleepers.add(wake);
      signal?.addEventListener('abort', wake);
    });

  function wakeAll() {
    for (const wake of [...sleepers]) wake();
  }

  return {
    tab,
    /**
     * As `navigator.locks.request`: `work` runs while this tab leads; rejects when it gives up waiting, or when the lead
     * is taken from it.
     * @param {string} _name @param {{signal?: AbortSignal, steal?: boolean}} options @param {() => Promise<void>} work
     */
    async request(_name, { signal, steal = false }, work) {
      while (!(await changeIf((held) => steal || isFree(held), write))) {
        await pause(signal);
        signal?.throwIfAborted();
      }
      let over = false;
      const working = work().finally(() => {
        over = true;
        wakeAll();
      });
      await pause(signal);
      while (!over && !signal?.aborted) {
        if (!(await changeIf(isMine, write))) throw new DOMException('Another tab leads.', 'AbortError');
        await pause(signal);
      }
      await working;
      // At once, not only when it lapses. The database may be closed by now.
      await changeIf(isMine, () => store.db.meta.delete('lease')).catch(() => false);
    },
    /** A tab has left. @param {string} other */
    left(other) {
      gone.add(other);
      wakeAll();
    },
  };
}

/** @typedef {ReturnType<typeof leases>} Leases */
