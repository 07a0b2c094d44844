/** @import { StoredMessage } from '../../types.js' */
import { html } from 'lit-html';
import { messageLine } from '../files/attachment-words.js';
import { words } from '../words.js';

/** The message that another answers, short, and the way to it. @param {StoredMessage|null|undefined} message @param {string} author @param {() => void} show @param {0|-1} tabindex */
export function quote(message, author, show, tabindex) {
  if (!message) return html`<span class="quote">${words.message.quoteGone}</span>`;
  const text = message.deleted_at ? words.message.deleted : messageLine(message, 200);
  return html`<button class="quote" tabindex=${tabindex} @click=${show} aria-label=${words.message.repliesTo(author, text)}>
    <span class="quote-author" dir="auto">${author}</span>
    <span class="quote-text" dir="auto">${text}</span>
  </button>`;
}
