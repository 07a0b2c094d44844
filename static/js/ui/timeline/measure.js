/** @import { Heights } from './heights.js' */

/**
 * Notes how high each message in the page is, with the dividers above it and the space to the next.
 * @param {HTMLElement} rows @param {Heights} heights
 */
export function measureRows(rows, heights) {
  const all = /** @type {HTMLElement[]} */ ([...rows.children]);
  const tops = all.map((row) => row.getBoundingClientRect().top);
  tops.push(rows.getBoundingClientRect().bottom);
  let start = 0;
  all.forEach((row, index) => {
    const ordinal = Number(row.dataset.ordinal);
    if (ordinal) heights.set(ordinal, tops[index + 1] - tops[start]);
    if (!row.matches('.day-divider, .unread-divider')) start = index + 1;
  });
}
