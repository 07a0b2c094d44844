import { html } from 'lit-html';

/** The mark of QuChat: a Q whose tail is the dot that says "new". Its colours follow the theme. */
export const mark = () => html`<svg class="mark" viewBox="0 0 32 32" aria-hidden="true">
  <path class="mark-ring" d="M17.89 27.68A13 13 0 1 1 27.68 17.89A7.6 7.6 0 0 0 22.48 17.83A8 8 0 1 0 17.83 22.48A7.6 7.6 0 0 0 17.89 27.68Z"></path>
  <circle class="mark-dot" cx="25" cy="25" r="5.2"></circle>
</svg>`;
