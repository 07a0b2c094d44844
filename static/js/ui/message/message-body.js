import { html } from 'lit-html';
import { unsafeHTML } from 'lit-html/directives/unsafe-html.js';
import { toHtml } from '../../lib/markdown.js';

/** Messages whose HTML is kept; a screenful is a few dozen. */
const KEPT = 600;
const ONLY_EMOJI = /^(?:\p{RGI_Emoji}\s*){1,5}$/v;

/** @type {Map<string, {content: string, html: string}>} */
const rendered = new Map();

/** The text of a message. Markdown is read once for each version of it. @param {{id: string, content: string}} message @param {string} id of the element */
export function messageBody({ id: messageId, content }, id) {
  const large = content.length < 60 && ONLY_EMOJI.test(content.trim()) ? 'only-emoji' : '';
  // DOMPurify has been over it: lib/markdown.js lets nothing through that runs.
  return html`<div class="prose ${large}" id=${id} dir="auto">${unsafeHTML(htmlOf(messageId, content))}</div>`;
}

/** @param {string} id @param {string} content */
function htmlOf(id, content) {
  const held = rendered.get(id);
  if (held?.content === content) return held.html;
  const made = toHtml(content);
  rendered.delete(id);
  rendered.set(id, { content, html: made });
  if (rendered.size > KEPT) rendered.delete(/** @type {string} */ (rendered.keys().next().value));
  return made;
}
