import { html, nothing } from 'lit-html';
import { icon } from '../icon.js';
import { View } from '../view.js';
import { words } from '../words.js';

/** @typedef {'react'|'reply'|'edit'|'more'} BarAction */

/**
 * The bar of what one can do with a message. There is one, and it goes to the message under the pointer or with the
 * focus, so that thousands of messages cost nothing.
 */
export class MessageActionsBar extends View {
  own = false;
  /** @type {(action: BarAction, anchor: Element) => void} */
  act = () => {};

  start() {
    this.setAttribute('role', 'group');
    this.setAttribute('aria-label', words.message.actions);
  }

  template() {
    return html`${this.button('react', words.message.react)} ${this.button('reply', words.message.reply)}
    ${this.own ? this.button('edit', words.message.edit) : nothing} ${this.button('more', words.message.more)}`;
  }

  /** @param {BarAction} action whose name is also its picture's @param {string} label */
  button(action, label) {
    return html`<button
      class="icon-button"
      aria-label=${label}
      title=${label}
      aria-haspopup=${action === 'more' ? 'menu' : nothing}
      @click=${(/** @type {Event} */ event) => this.act(action, /** @type {Element} */ (event.currentTarget))}
    >
      ${icon(action)}
    </button>`;
  }
}
customElements.define('qu-message-actions', MessageActionsBar);
