/** @import { Hit } from '../../search/hit.js' */
import { html, nothing } from 'lit-html';
import { guard } from 'lit-html/directives/guard.js';
import { fullTime, listTime } from '../dates.js';
import { conversationHref, parseRoute, route } from '../router.js';
import { search as words } from '../words/search.js';
import { snippet } from './snippet.js';

/** One message found: author, conversation, time, words. @param {Hit} hit @param {string[]} needles @param {{author: string, conversation: string}} names */
export function searchHit(hit, needles, { author, conversation }) {
  const href = conversationHref(hit.conversationId, hit.ordinal ?? undefined);
  return html`<li data-message-id=${hit.id}>
    <a class="hit" href=${href} @click=${goAgain}>
      <span class="hit-author one-line" dir="auto">${author}</span>
      <time class="hit-time" datetime=${hit.createdAt} title=${fullTime(hit.createdAt)}>${listTime(hit.createdAt)}</time>
      <span class="hit-place one-line" dir="auto">${conversation}${hit.inFile ? html` · ${words.inFile}` : nothing}${hit.local ? html` · ${words.notSent}` : nothing}</span>
      <span class="hit-text" dir="auto">${guard([hit.excerpt, hit.cut, needles.join()], () => snippet(hit, needles))}</span>
    </a>
  </li>`;
}

/** The address is the same, so nothing would move: the message is shown once more. @param {Event} event */
function goAgain(event) {
  const { hash } = /** @type {HTMLAnchorElement} */ (event.currentTarget);
  if (hash !== location.hash) return;
  event.preventDefault();
  route.set(parseRoute(hash));
}
