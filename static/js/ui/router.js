import { observable } from '../lib/observable.js';

/**
 * Where one is, in the address's hash, so that the browser's own history and back gesture work, offline too.
 * @typedef {{id: string|null, ordinal: number|null}} Route `id` of the open conversation; `ordinal` of a message in it
 */

const CONVERSATION = /^#\/c\/([0-9a-f-]{36})(?:\/(\d+))?$/;

/** @param {string} hash @returns {Route} */
export function parseRoute(hash) {
  const [, id = null, ordinal = null] = CONVERSATION.exec(hash) ?? [];
  return { id, ordinal: ordinal === null ? null : Number(ordinal) };
}

/** The present route, to be watched. */
export const route = observable(parseRoute(globalThis.location?.hash ?? ''));

let travelled = false;
/** Whether one has gone anywhere since the page came. */
export const hasTravelled = () => travelled;

globalThis.addEventListener?.('hashchange', () => {
  travelled = true;
  route.set(parseRoute(location.hash));
});

/** @param {string} id @param {number} [ordinal] */
export const conversationHref = (id, ordinal) => `#/c/${id}${ordinal === undefined ? '' : `/${ordinal}`}`;

/** @param {string} id @param {{replace?: boolean}} [how] */
export function openConversation(id, { replace = false } = {}) {
  if (replace) location.replace(conversationHref(id));
  else location.hash = conversationHref(id);
}

/** One has read on from the message that the address names; its link can be followed again then. */
export function forgetOrdinal() {
  const { id } = route.get();
  if (!id) return;
  history.replaceState(history.state, '', conversationHref(id));
  route.set({ id, ordinal: null });
}

/** Back to the list: through history where the list is what was before, so that back and forward stay true. */
export function closeConversation() {
  const entries = /** @type {any} */ (globalThis).navigation?.entries() ?? [];
  const at = /** @type {any} */ (globalThis).navigation?.currentEntry?.index ?? 0;
  const before = entries[at - 1]?.url;
  if (before && parseRoute(new URL(before).hash).id === null) history.back();
  else location.hash = '#/';
}
