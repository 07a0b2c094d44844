/** @import { Presence } from '../../types.js' */
import { setPresence, subscribePresence, watchPresence } from '../../sync/live.js';

/** The server tells a socket of so many people at most. */
const MOST = 200;
const IDLE_AFTER = 5 * 60_000;

/** @type {Map<string, string[]>} */
const wanted = new Map();
/** @type {Map<string, Presence>} */
let known = new Map();

/** Says whose presence a view shows; views that come first in alphabet come first when there are too many. @param {string} view @param {string[]} userIds */
export function wantPresence(view, userIds) {
  if (wanted.get(view)?.join() === userIds.join()) return;
  if (userIds.length > 0) wanted.set(view, userIds);
  else wanted.delete(view);
  const ids = [...wanted].sort(([one], [other]) => (one < other ? -1 : 1)).flatMap(([, list]) => list);
  watchPresence([...new Set(ids)].slice(0, MOST));
}

/** @param {string|null|undefined} userId @returns {Presence['state']} */
export const presenceOf = (userId) => known.get(userId ?? '')?.state ?? 'offline';

/** @param {string} userId */
export const lastSeenOf = (userId) => known.get(userId)?.last_seen_at ?? null;

/** @param {() => void} fn @returns {() => void} ends it */
export const onPresence = (fn) =>
  subscribePresence((presences) => {
    known = presences;
    fn();
  });

/** Tells the others whether one is at the keyboard. */
export function shareOwnPresence() {
  let state = 'active';
  /** @type {ReturnType<typeof setTimeout>} */
  let timer;
  /** @param {'active'|'idle'} next */
  const become = (next) => {
    if (state !== next) setPresence(next);
    state = next;
  };
  const stir = () => {
    clearTimeout(timer);
    timer = setTimeout(() => become('idle'), IDLE_AFTER);
    if (document.visibilityState === 'visible') become('active');
  };
  for (const type of ['pointerdown', 'keydown', 'focus', 'visibilitychange']) {
    addEventListener(type, stir, { capture: true, passive: true });
  }
  stir();
}
