import { liveQuery } from 'dexie';

/** A query runs again at the earliest after this; dozens of messages a second then cost no more than ten. */
const REST = 100;
/** One that takes long, or on a busy machine, rests for so many times what it took, up to `LONGEST`: others need time, too. */
const TIMES = 4;
const LONGEST = 500;
/** One that has failed is tried again after this. */
const AFTER_FAILURE = 2000;

/**
 * Runs a query now and whenever what it read has changed; `receive` gets the values.
 *
 * Dexie runs a query anew at each change, also while it still runs. So each of its live queries reads only once here; when
 * it is run again, that tells of a change, and after the rest another one takes its place.
 * @template T
 * @param {() => Promise<T>} query @param {(value: T) => void} receive
 * @param {{rest?: number, ahead?: Promise<T>|null}} [options] `rest` in milliseconds; `ahead`: the first answer, asked for
 *   before, after which the query itself runs once it has had time to reach the screen
 * @returns {() => void} ends it
 */
export function live(query, receive, { rest = REST, ahead } = {}) {
  let over = false;
  let restedAt = 0;
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  let timer;
  let end = ahead ? begin(ahead) : watch();

  function watch() {
    let read = false;
    const subscription = liveQuery(async () => {
      if (read) return again();
      read = true;
      const began = performance.now();
      const value = await query();
      const now = performance.now();
      restedAt = now + Math.min(LONGEST, Math.max(rest, TIMES * (now - began)));
      // Outside of the query, in which nothing may be written.
      setTimeout(() => over || receive(value));
    }).subscribe({ error: fail });
    return () => subscription.unsubscribe();
  }

  /** Dexie asks a query no more that has failed. @param {any} error */
  function fail(error) {
    console.error(error);
    restedAt = performance.now() + AFTER_FAILURE;
    if (error?.name !== 'DatabaseClosedError') again();
  }

  function again() {
    timer ??= setTimeout(() => {
      timer = undefined;
      end();
      if (!over) end = watch();
    }, restedAt - performance.now());
  }

  /** @param {Promise<T>} answer */
  function begin(answer) {
    answer.then(
      (value) => {
        if (over) return;
        receive(value);
        restedAt = performance.now() + rest;
        again();
      },
      () => over || again(),
    );
    return () => {};
  }

  return () => {
    over = true;
    clearTimeout(timer);
    end();
  };
}
