/** Where what is to be reached now must stand: the last open dialog, since all outside of it is inert, or else the page. */
export const topmost = () =>
  /** @type {HTMLElement} */ ([...document.querySelectorAll('dialog[open]')].at(-1) ?? document.body);
