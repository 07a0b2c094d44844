import { broughtBy } from './attach.js';

/**
 * Takes files that are dropped anywhere on the page; without it the browser would leave the page and open them.
 * @param {{over: (now: boolean) => void, drop: (brought: import('./attach.js').Brought) => void}} ways `over`: files are
 *   being dragged over the page
 * @returns {() => void} ends it
 */
export function acceptDrops({ over, drop }) {
  const end = new AbortController();
  /** @param {string} type @param {(event: DragEvent) => void} fn */
  const on = (type, fn) =>
    addEventListener(
      type,
      (event) => isFiles(/** @type {DragEvent} */ (event)) && fn(/** @type {DragEvent} */ (event)),
      {
        signal: end.signal,
      },
    );
  /** What they are over. @type {EventTarget|null} */
  let under = null;
  on('dragenter', ({ target }) => {
    under = target;
    over(true);
  });
  on('dragover', (event) => {
    event.preventDefault();
    over(true);
    if (event.dataTransfer) event.dataTransfer.dropEffect = isBlocked() ? 'none' : 'copy';
  });
  // They leave each element on the way, after they have entered the next; only out of the window there is no next. Safari
  // never says where they go.
  on('dragleave', ({ relatedTarget, target }) => relatedTarget === null && target === under && over(false));
  on('drop', (event) => {
    event.preventDefault();
    over(false);
    if (!isBlocked()) drop(broughtBy(event.dataTransfer));
  });
  return () => end.abort();
}

/** Not a text or a picture of this page, nor over a field that takes files itself. @param {DragEvent} event */
const isFiles = ({ dataTransfer, target }) =>
  Boolean(dataTransfer?.types.includes('Files')) && !(target instanceof HTMLInputElement && target.type === 'file');

/** What is behind a dialog takes nothing. */
const isBlocked = () => document.querySelector('dialog[open]') !== null;
