/**
 * What decides when things happen; tests bring their own.
 * @typedef {{setTimeout: (fn: () => void, ms: number) => any, clearTimeout: (timer: any) => void,
 *   random: () => number}} Clock
 * @type {Clock}
 */
export const systemClock = {
  setTimeout: (fn, ms) => setTimeout(fn, ms),
  clearTimeout: (timer) => clearTimeout(timer),
  random: Math.random,
};

/**
 * One timer that is set again and again.
 * @param {Clock} clock @param {() => void} fn
 */
export function alarm(clock, fn) {
  /** @type {any} */
  let timer = null;
  const stop = () => {
    if (timer !== null) clock.clearTimeout(timer);
    timer = null;
  };
  return {
    stop,
    get isSet() {
      return timer !== null;
    },
    /** Rings after `ms`; a time set before is given up. @param {number} ms */
    set(ms) {
      stop();
      timer = clock.setTimeout(() => {
        timer = null;
        fn();
      }, ms);
    },
  };
}
