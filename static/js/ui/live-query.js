import { liveQuery } from 'dexie';

/** A query runs again at the earliest after this; dozens of messages a second then cost no more than a few. */
const REST = 60;
/** One that takes long, or on a busy machine, rests for so many times what it took, up to `LONGEST`: others need time, too. */
const TIMES = 4;
const LONGEST = 500;

/**
 * Runs a query now and whenever what it read has changed; `receive` gets the values.
 * @template T
 * @param {() => Promise<T>} query @param {(value: T) => void} receive
 * @returns {() => void} ends it
 */
export function live(query, receive) {
  let over = false;
  const subscription = liveQuery(async () => {
    const began = performance.now();
    const value = await query();
    const rest = Math.min(LONGEST, Math.max(REST, TIMES * (performance.now() - began)));
    // Outside of the query, in which nothing may be written.
    setTimeout(() => over || receive(value));
    // While a query is under way, Dexie notes what changes and begins no other.
    await new Promise((resolve) => setTimeout(resolve, rest));
  }).subscribe({ error: (error) => console.error(error) });
  return () => {
    over = true;
    subscription.unsubscribe();
  };
}
