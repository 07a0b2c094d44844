/** Web Locks as far as one needs them: one holder a name, the next in line when it ends; who waits can give up. */
export function fakeLocks() {
  /** @type {Map<string, Promise<any>>} */
  const tails = new Map();
  return {
    /** @param {string} name @param {{signal: AbortSignal}} options @param {() => Promise<any>} work @returns {Promise<any>} */
    request(name, { signal }, work) {
      return new Promise((resolve, reject) => {
        const giveUp = () => reject(new DOMException('given up', 'AbortError'));
        signal.addEventListener('abort', giveUp);
        const turn = async () => {
          if (signal.aborted) return;
          signal.removeEventListener('abort', giveUp);
          await work().then(resolve, reject);
        };
        tails.set(name, (tails.get(name) ?? Promise.resolve()).then(turn));
      });
    },
  };
}
