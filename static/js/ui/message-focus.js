/**
 * Reading the timeline by keyboard: one message is in the tab order, arrows move through them, letters act on it.
 * @param {KeyboardEvent} event @param {HTMLElement} column
 * @param {(key: string, article: HTMLElement) => boolean} act whether it did something with a key on a message
 */
export function moveThroughMessages(event, column, act) {
  const article = /** @type {HTMLElement|null} */ (event.target);
  if (!article?.matches?.('.message') || event.ctrlKey || event.metaKey || event.altKey) return;
  const next = neighbour(event.key, article, column);
  if (next) {
    event.preventDefault();
    next.focus({ preventScroll: true });
    next.scrollIntoView({ block: 'nearest' });
  } else if (act(event.key, article)) {
    event.preventDefault();
  }
}

/** @param {string} key @param {HTMLElement} article @param {HTMLElement} column @returns {HTMLElement|null} */
function neighbour(key, article, column) {
  const all = /** @type {HTMLElement[]} */ ([...column.querySelectorAll('.message')]);
  const at = all.indexOf(article);
  if (key === 'ArrowUp') return all[Math.max(0, at - 1)];
  if (key === 'ArrowDown') return all[Math.min(all.length - 1, at + 1)];
  if (key === 'Home') return all[0];
  if (key === 'End') return all[all.length - 1];
  return null;
}
