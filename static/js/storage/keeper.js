/** @import { Store } from '../types.js' */
/** @import { Freed } from './clean-up.js' */
import { getMeta, setMeta } from '../db/meta.js';
import { withRoom } from '../db/room.js';
import { databaseName } from '../db/schema.js';
import { iso } from '../lib/time.js';
import { cleanByAge, cleanBySize } from './clean-up.js';
import { persistAfterFirstMessage } from './persistence.js';
import { agreeOnKeepDays, preferences } from './preferences.js';
import { measure } from './size.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** After the start there is more urgent work. */
const SETTLED = 60_000;

/**
 * Keeps what is stored within its bounds, once a day, in one of the tabs, when nothing else is to do; and asks the
 * browser not to lose it.
 * @param {Store & {onWake: (fn: () => void) => () => void}} store
 */
export function keepTidy(store) {
  persistAfterFirstMessage(store).catch((error) => console.warn(error));
  const idle = globalThis.requestIdleCallback ?? setTimeout;
  const check = () => idle(() => void cleanOnceADay(store).catch((error) => console.warn(error)));
  setTimeout(check, SETTLED);
  setInterval(check, HOUR);
}

/** @param {Store} store */
async function cleanOnceADay(store) {
  const clean = async () => {
    const { at = 0 } = (await lastCleanUp(store)) ?? {};
    // Also when the clock was set back far.
    if (Math.abs(store.now() - at) < DAY) return;
    await agreeOnKeepDays(store);
    await cleanUp(store);
  };
  const { locks } = navigator;
  if (!locks) return clean();
  await locks.request(`quchat-clean:${databaseName(store)}`, { ifAvailable: true }, (lock) => (lock ? clean() : null));
}

/** Removes what is too old, and then what is too much. @param {Store} store @returns {Promise<Freed>} */
export async function cleanUp(store) {
  const { keepDays, budget } = await preferences(store);
  const nothing = { messages: 0, bytes: 0 };
  const before = iso(store.now() - (keepDays ?? 0) * DAY);
  const old = keepDays ? await withRoom(store, () => cleanByAge(store, before)) : nothing;
  const over = (await measure(store)).total - budget;
  const much = over > 0 ? await withRoom(store, () => cleanBySize(store, over)) : nothing;
  const freed = { messages: old.messages + much.messages, bytes: old.bytes + much.bytes };
  await setMeta(store, 'cleaned', { at: store.now(), ...freed });
  return freed;
}

/** @param {Store} store @returns {Promise<(Freed & {at: number})|undefined>} */
export const lastCleanUp = (store) => getMeta(store, 'cleaned');
