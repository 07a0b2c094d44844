/** @import { UnsavedMessage } from '../../types.js' */
/** @import { Timeline } from '../timeline/timeline.js' */
import { html, nothing } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import { unsavedIn } from '../../sync/unsaved.js';
import { context } from '../context.js';
import { clockTime, fullTime } from '../dates.js';
import { icon } from '../icon.js';
import { personAvatar } from '../people/avatar.js';
import { words } from '../words.js';
import { messageBody } from './message-body.js';

/** Messages that only their senders keep so far, below all others; nothing can be done with them yet. @param {Timeline} timeline */
export function unsavedMessages(timeline) {
  const { page, pages, conversationId } = timeline;
  if (!page || !pages.window.holdsEnd) return nothing;
  const held = new Set(page.messages.map(({ id }) => id));
  const told = unsavedIn(conversationId).filter(({ id }) => !held.has(id));
  return repeat(
    told,
    ({ id }) => id,
    (message) => article(message, timeline),
  );
}

/** @param {UnsavedMessage} message @param {Timeline} timeline */
function article(message, { members, nameOf }) {
  const id = `m-${message.id}`;
  const own = message.sender_id === context.store.userId;
  const name = nameOf(message.sender_id);
  return html`<article
    class="message ${own ? 'own' : ''}"
    data-message-id=${message.id}
    data-ordinal=""
    data-status="sending"
    data-unsaved
    data-first
    data-last
    tabindex="-1"
    aria-labelledby="${id}-author ${id}-text ${id}-time ${id}-mark"
  >
    ${own ? nothing : personAvatar(members.get(message.sender_id)?.user ?? null, name, { size: 's' })}
    <span class=${own ? 'visually-hidden' : 'message-author one-line'} id="${id}-author" dir="auto">${name}</span>
    <div class="message-slip">
      ${message.content ? messageBody(message, `${id}-text`) : nothing} ${own ? when(message, id) : nothing}
    </div>
    ${own ? nothing : when(message, id)}
    <p class="message-unsaved" id="${id}-mark">${icon('clock')}<span>${words.message.unsaved(message.attached)}</span></p>
  </article>`;
}

/** @param {UnsavedMessage} message @param {string} id */
const when = ({ created_at }, id) =>
  html`<span class="message-meta"><span class="message-when" id="${id}-time"
    ><time datetime=${created_at} title=${fullTime(created_at)}>${clockTime(created_at)}</time></span></span>`;
