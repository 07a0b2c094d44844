/**
 * Makes one tab the leader, which alone owns socket and outbox. When it closes, the browser passes the lock on. Without
 * Web Locks (plain http) every tab leads; that costs connections, and repeated ops are answered as duplicates.
 * @param {string} name of the lock
 * @param {() => Promise<void>} lead called once this tab leads; what it returns is awaited before others may
 * @param {() => void} resign called when leadership ends
 */
export function campaign(name, lead, resign) {
  const giveUp = new AbortController();
  /** @type {Promise<void>} */
  const stopped = new Promise((resolve) => giveUp.signal.addEventListener('abort', () => resolve()));
  const reign = async () => {
    await lead();
    await stopped;
    resign();
  };
  const locks = globalThis.navigator?.locks;
  const end = locks ? locks.request(name, { signal: giveUp.signal }, reign).catch(ignoreAbort) : reign();
  return {
    async stop() {
      giveUp.abort();
      await end;
    },
  };
}

/** @param {any} error */
function ignoreAbort(error) {
  if (error?.name !== 'AbortError') throw error;
}
