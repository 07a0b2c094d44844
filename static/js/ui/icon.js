import { html } from 'lit-html';

const SPRITE = new URL('../../icons/ui.svg', import.meta.url).pathname;
/** Icons that point somewhere turn with the direction of reading. */
const DIRECTED = new Set(['back', 'reply', 'sign-out']);

/** A picture of our sprite, for the eye only: the control says its own name. @param {string} name */
export const icon = (name) =>
  html`<svg class="icon ${DIRECTED.has(name) ? 'icon-flip' : ''}" aria-hidden="true"><use href="${SPRITE}#${name}"></use></svg>`;

/** @param {string} name @param {string} className @param {string} status */
export const statusIcon = (name, className, status) =>
  html`<svg class="${className}" data-state=${status} aria-hidden="true"><use href="${SPRITE}#${name}"></use></svg>`;
