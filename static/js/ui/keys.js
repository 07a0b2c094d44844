/** Shortcuts that work everywhere. Those of a single letter keep quiet while one types. */

const mac = /Mac|iPhone|iPad/.test(globalThis.navigator?.platform ?? '');

/** The key that shortcuts go with on this system, as it is written on the keyboard. */
export const modifier = mac ? '⌘' : 'Ctrl';

/** Whether shortcuts of a single letter are wanted. */
export const singleKeys = () => document.documentElement.dataset.keys !== 'off';

/** Whether letters go into a text. @param {EventTarget|null} target */
export const isTyping = (target) =>
  target instanceof Element &&
  target.matches('input:not([type="checkbox"], [type="radio"]), textarea, select, [contenteditable]');

/**
 * @param {{switcher: () => void, create: () => void, shortcuts: () => void, search: () => void, find: () => boolean, nextUnread: (step: 1|-1) => void,
 *   write: () => void}} actions `find`: in the open conversation; false where the browser's own search is to come
 */
export function listenToKeys(actions) {
  addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.isComposing) return;
    const action = actionFor(event, actions);
    if (!action) return;
    event.preventDefault();
    action();
  });
  addEventListener('keydown', (event) => {
    if (asksToFind(event) && actions.find()) event.preventDefault();
  });
}

/** @param {KeyboardEvent} event */
const asksToFind = (event) =>
  !event.defaultPrevented &&
  (mac ? event.metaKey : event.ctrlKey) &&
  !event.altKey &&
  !event.shiftKey &&
  event.key.toLowerCase() === 'f' &&
  !document.querySelector('dialog[open]');

/** @param {KeyboardEvent} event @param {Parameters<typeof listenToKeys>[0]} actions */
function actionFor(event, actions) {
  const inDialog = document.querySelector('dialog[open]') !== null;
  if ((mac ? event.metaKey : event.ctrlKey) && !event.altKey && event.key.toLowerCase() === 'k')
    return actions.switcher;
  if (inDialog || event.ctrlKey || event.metaKey) return null;
  if (event.altKey) {
    if (event.code === 'KeyN') return actions.create;
    if (event.key === 'ArrowDown') return () => actions.nextUnread(1);
    if (event.key === 'ArrowUp') return () => actions.nextUnread(-1);
    return null;
  }
  // Where a menu or the emoji are open, Escape closes those.
  if (event.key === 'Escape') return document.querySelector('[popover="auto"]:popover-open') ? null : actions.write;
  if (isTyping(event.target) || !singleKeys()) return null;
  if (event.key === '?') return actions.shortcuts;
  if (event.key === '/') return actions.search;
  return null;
}
