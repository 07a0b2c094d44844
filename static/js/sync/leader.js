/** @import { Leases } from './lease.js' */

/**
 * Makes one tab the leader, which alone owns socket and outbox. When it closes or crashes, the browser passes the lock
 * on; from one that is frozen it can be taken. A leader that lost it is a candidate again.
 * @param {string} name of the lock
 * @param {{lead: () => Promise<void>, resign: () => void, locks: LockManager|Leases}} ways `lead` is called once this
 *   tab leads, `resign` when that has ended, also before `lead` has come to its end
 */
export function campaign(name, { lead, resign, locks }) {
  const giveUp = new AbortController();
  let leading = false;
  let endTerm = () => {};

  async function reign() {
    if (giveUp.signal.aborted) return;
    /** @type {Promise<void>} */
    const ended = new Promise((resolve) => {
      endTerm = resolve;
    });
    leading = true;
    await Promise.race([lead(), ended]);
    await ended;
  }

  function lose() {
    if (!leading) return;
    leading = false;
    resign();
  }

  /** Waits in line; and again when the lock was taken from here. */
  async function stand() {
    while (!giveUp.signal.aborted) {
      await locks.request(name, { signal: giveUp.signal }, reign).catch(ignoreAbort);
      lose();
    }
  }

  function concede() {
    lose();
    endTerm();
  }

  const standing = stand();
  return {
    /** Takes the lock, whoever holds it. The place in line stays, for when it is taken from here in turn. */
    async steal() {
      if (leading || giveUp.signal.aborted) return;
      await locks.request(name, { steal: true }, reign).catch(ignoreAbort);
      lose();
    },
    /** Somebody else leads, though the browser has not said so yet: at once, and back into the line. */
    concede,
    async stop() {
      giveUp.abort();
      concede();
      await standing;
    },
  };
}

/** @param {any} error */
function ignoreAbort(error) {
  if (error?.name !== 'AbortError') throw error;
}
