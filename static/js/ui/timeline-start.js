/** @import { ConversationView } from '../db/conversations.js' */
import { html, nothing } from 'lit-html';
import { context } from './context.js';
import { conversationAvatar, conversationName } from './conversation-item.js';
import { words } from './words.js';

/** What stands above the first message. @param {ConversationView} view */
export function timelineStart(view) {
  const { kind, peer_id, description } = view.conversation;
  const name = conversationName(view);
  const self = kind === 'direct' && (peer_id ?? context.store.userId) === context.store.userId;
  const text =
    kind === 'group' ? words.timeline.startGroup : self ? words.timeline.startSelf : words.timeline.startDirect(name);
  return html`<div class="timeline-start">
    ${conversationAvatar(view, 'xl')}
    <h2 dir="auto">${name}</h2>
    <p>${text}</p>
    ${description ? html`<p dir="auto">${description}</p>` : nothing}
  </div>`;
}
