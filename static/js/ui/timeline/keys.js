/** How much of a view a page is. */
const PAGE = 0.85;

/**
 * Reading the timeline by keyboard: one message is in the tab order, arrows and pages move through them, Home and End go
 * to the first and the last of all, letters act on a message. What is not in the page yet comes as one moves.
 * @param {KeyboardEvent} event
 * @param {{scroller: HTMLElement, column: HTMLElement, inView: HTMLElement|undefined}} where `inView`: from where one
 *   goes on when the focus is on no message, because the one that had it has gone out of the page
 * @param {{act: (key: string, article: HTMLElement) => boolean, toEdge: (key: 'Home'|'End') => void}} actions `act`
 *   tells whether it did something
 */
export function readByKeys(event, { scroller, column, inView }, { act, toEdge }) {
  const target = /** @type {HTMLElement} */ (event.target);
  const article = target === scroller ? inView : target;
  if (!article?.matches?.('.message') || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === 'Home' || event.key === 'End') {
    event.preventDefault();
    return toEdge(event.key);
  }
  const found = neighbour(event.key, article, column, scroller.clientHeight);
  if (found) {
    event.preventDefault();
    const next = target === scroller ? article : found;
    next.focus({ preventScroll: true });
    next.scrollIntoView({ block: 'nearest' });
  } else if ((target === article || event.key === 'Escape') && act(event.key, article)) {
    event.preventDefault();
  }
}

/** @param {string} key @param {HTMLElement} article @param {HTMLElement} column @param {number} view its height @returns {HTMLElement|null} */
function neighbour(key, article, column, view) {
  const all = /** @type {HTMLElement[]} */ ([...column.querySelectorAll('.message')]);
  const at = all.indexOf(article);
  const upwards = key === 'ArrowUp' || key === 'PageUp';
  const step = upwards ? -1 : 1;
  if (key === 'ArrowUp' || key === 'ArrowDown') return all[at + step] ?? article;
  if (key !== 'PageUp' && key !== 'PageDown') return null;
  const goal = article.getBoundingClientRect().top + step * PAGE * view;
  let next = at + step;
  while (all[next + step] && isShortOf(all[next], goal, upwards)) next += step;
  return all[next] ?? article;
}

/** @param {HTMLElement} article @param {number} goal @param {boolean} upwards */
function isShortOf(article, goal, upwards) {
  const { top } = article.getBoundingClientRect();
  return upwards ? top > goal : top < goal;
}
