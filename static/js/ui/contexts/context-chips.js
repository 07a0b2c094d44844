import { html, nothing } from 'lit-html';
import { icon } from '../icon.js';
import { openContextReader } from '../lazy.js';
import { words } from '../words.js';

/**
 * The contexts that a message carries, each as a button that opens it. One that is not held has no title.
 * @param {{id: string, title: string|null}[]} contexts @param {0|-1} tabindex
 */
export function contextChips(contexts, tabindex) {
  if (contexts.length === 0) return nothing;
  return html`<ul class="context-chips" aria-label=${words.message.contexts}>
    ${contexts.map(
      ({ id, title }) => html`<li>
        <button class="context-chip" tabindex=${tabindex} aria-label=${words.message.context(title)} @click=${() => openContextReader(id)}>
          ${icon('card')}<span class="one-line" dir="auto">${title ?? words.message.contextUnnamed}</span>
        </button>
      </li>`,
    )}
  </ul>`;
}
