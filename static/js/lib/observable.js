/**
 * A value that others can watch.
 * @template T
 * @param {T} value
 */
export function observable(value) {
  /** @type {Set<(value: T) => void>} */
  const watchers = new Set();
  return {
    get: () => value,
    /** @param {T} next */
    set(next) {
      value = next;
      for (const watcher of watchers) watcher(value);
    },
    /** Calls `fn` at once and at every change; returns the end of it. @param {(value: T) => void} fn */
    subscribe(fn) {
      watchers.add(fn);
      fn(value);
      return () => void watchers.delete(fn);
    },
  };
}
