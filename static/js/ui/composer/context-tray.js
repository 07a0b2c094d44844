/** @import { StoredContext } from '../../types.js' */
import { html, nothing } from 'lit-html';
import { takeFromDraft } from '../../db/contexts.js';
import { context as app } from '../context.js';
import { icon } from '../icon.js';
import { openContextReader } from '../lazy.js';
import { words } from '../words.js';

/** The contexts that go with the message that is being written. @param {string} conversationId @param {StoredContext[]} contexts @param {() => void} focus where the focus goes when a button goes */
export function contextTray(conversationId, contexts, focus) {
  if (contexts.length === 0) return nothing;
  /** @param {string} id */
  const remove = async (id) => {
    await takeFromDraft(app.store, conversationId, id);
    focus();
  };
  return html`<ul class="context-chips context-tray" aria-label=${words.composer.contexts}>
    ${contexts.map(
      ({ id, title }) => html`<li class="context-chip-removable">
        <button type="button" class="context-chip" aria-label=${words.message.context(title)} @click=${() => openContextReader(id)}>
          ${icon('card')}<span class="one-line" dir="auto">${title}</span>
        </button>
        <button type="button" class="icon-button" aria-label=${words.composer.removeContext(title)} @click=${() => remove(id)}>${icon('close')}</button>
      </li>`,
    )}
  </ul>`;
}
