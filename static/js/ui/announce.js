/** Says something to screen readers, politely and without moving the focus. */

/** @type {HTMLElement|undefined} */
let region;

/** @param {string} text */
export function announce(text) {
  region ??= makeRegion();
  const line = document.createElement('p');
  line.textContent = text;
  region.append(line);
  // Lines are read when they appear; they go again so that nobody meets them while reading the page.
  setTimeout(() => line.remove(), 5000);
}

function makeRegion() {
  const element = document.createElement('div');
  element.className = 'visually-hidden';
  element.setAttribute('aria-live', 'polite');
  element.setAttribute('aria-relevant', 'additions');
  document.body.append(element);
  return element;
}
