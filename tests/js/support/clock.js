/** A clock that stands still until it is moved. `random` is always one half. */
export function standingClock() {
  let now = 0;
  let last = 0;
  /** @type {Map<number, {at: number, fn: () => void}>} */
  const timers = new Map();
  return {
    /** @param {() => void} fn @param {number} ms */
    setTimeout(fn, ms) {
      timers.set(++last, { at: now + ms, fn });
      return last;
    },
    /** @param {number} timer */
    clearTimeout: (timer) => void timers.delete(timer),
    random: () => 0.5,
    /** How long until each timer rings. */
    get waits() {
      return [...timers.values()].map(({ at }) => at - now).sort((one, other) => one - other);
    },
    /** @param {number} ms */
    advance(ms) {
      now += ms;
      for (const [timer, { at, fn }] of [...timers]) {
        if (at > now) continue;
        timers.delete(timer);
        fn();
      }
    },
  };
}
