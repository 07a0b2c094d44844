/** @import { ConversationView } from '../../db/conversations.js' */
import { html, nothing } from 'lit-html';
import { beginningOf } from '../../db/beginning.js';
import { conversationAvatar, conversationName, isNotes } from '../list/conversation-item.js';
import { keptDays } from '../moderation/kept-days.js';
import { words } from '../words.js';

/** What stands above the first message. @param {ConversationView} view */
export function timelineStart(view) {
  const { kind, description } = view.conversation;
  const name = conversationName(view);
  const self = isNotes(view);
  const days = keptDays(view.conversation.retention_days);
  const text =
    kind === 'group' ? words.timeline.startGroup : self ? words.timeline.startSelf : words.timeline.startDirect(name);
  return html`<div class="timeline-start">
    ${conversationAvatar(view, 'xl')}
    <h2 dir="auto">${name}</h2>
    <p>${beginningOf(view.conversation) > 1 ? nothing : text}</p>
    ${days ? html`<p>${words.timeline.startKept(days)}</p>` : nothing}
    ${description ? html`<p dir="auto">${description}</p>` : nothing}
  </div>`;
}
