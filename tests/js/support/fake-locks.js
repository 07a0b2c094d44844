/** @typedef {{work: () => Promise<any>, resolve: (value: any) => void, reject: (error: any) => void}} Wish */

const aborted = () => new DOMException('given up or taken away', 'AbortError');

/** Web Locks as far as one needs them: one holder a name, the next in line when it ends; who waits can give up, and a lock be stolen. */
export function fakeLocks() {
  /** @type {Map<string, {holder: Wish|null, line: Wish[]}>} */
  const locks = new Map();

  /** @param {string} name */
  const lockOf = (name) => locks.get(name) ?? locks.set(name, { holder: null, line: [] }).get(name);

  /** @param {any} lock @param {Wish} wish */
  async function grant(lock, wish) {
    lock.holder = wish;
    await Promise.resolve();
    await wish.work().then(wish.resolve, wish.reject);
    if (lock.holder !== wish) return;
    lock.holder = null;
    const next = lock.line.shift();
    if (next) void grant(lock, next);
  }

  return {
    /** @param {string} name @param {{signal?: AbortSignal, steal?: boolean}} options @param {() => Promise<any>} work @returns {Promise<any>} */
    request(name, { signal, steal = false }, work) {
      return new Promise((resolve, reject) => {
        const lock = /** @type {any} */ (lockOf(name));
        const wish = { work, resolve, reject };
        if (steal) lock.holder?.reject(aborted());
        if (steal || !lock.holder) return void grant(lock, wish);
        lock.line.push(wish);
        signal?.addEventListener('abort', () => {
          lock.line = lock.line.filter((/** @type {Wish} */ other) => other !== wish);
          if (lock.holder !== wish) reject(aborted());
        });
      });
    },
  };
}
