import { html, nothing } from 'lit-html';
import { icon } from './icon.js';
import { View } from './view.js';
import { words } from './words.js';

/**
 * The bar of what one can do with a message. There is one, and it goes to the message under the pointer or with the
 * focus, so that thousands of messages cost nothing.
 */
export class MessageActionsBar extends View {
  /** @type {{own: boolean, gone: boolean}} */
  of = { own: false, gone: false };
  /** @type {(action: 'react'|'reply'|'edit'|'more', anchor: Element) => void} */
  act = () => {};

  start() {
    this.setAttribute('role', 'group');
    this.setAttribute('aria-label', words.message.actions);
  }

  template() {
    if (this.of.gone) return nothing;
    return html`${this.button('react', 'react', words.message.react)} ${this.button('reply', 'reply', words.message.reply)}
    ${this.of.own ? this.button('edit', 'edit', words.message.edit) : nothing}
    ${this.button('more', 'more', words.message.more)}`;
  }

  /** @param {'react'|'reply'|'edit'|'more'} action @param {string} picture @param {string} label */
  button(action, picture, label) {
    return html`<button
      class="icon-button"
      aria-label=${label}
      title=${label}
      aria-haspopup=${action === 'more' ? 'menu' : nothing}
      @click=${(/** @type {Event} */ event) => this.act(action, /** @type {Element} */ (event.currentTarget))}
    >
      ${icon(picture)}
    </button>`;
  }
}
customElements.define('qu-message-actions', MessageActionsBar);
