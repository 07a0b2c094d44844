/** @import { ConversationView } from '../../db/conversations.js' */
import { html, nothing } from 'lit-html';
import { momentWords } from '../dates.js';
import { icon } from '../icon.js';
import { openConversationContexts, openConversationMenu, openMembers } from '../lazy.js';
import { conversationAvatar, conversationName, isNotes } from '../list/conversation-item.js';
import { keptDays } from '../moderation/kept-days.js';
import { lastSeenOf, presenceOf } from '../people/presence.js';
import { closeConversation } from '../router.js';
import { words } from '../words.js';

/** Who the conversation is with, and what one can do with it. @param {ConversationView} view @param {number} members how many */
export function conversationHead(view, members) {
  const { conversation } = view;
  const name = conversationName(view);
  const group = conversation.kind === 'group';
  const who = html`${conversationAvatar(view)}
    <span class="person-text">
      <span class="conversation-name one-line" dir="auto">${name}</span>
      <span class="conversation-about one-line" dir="auto">${about(view, members)}</span>
    </span>`;
  return html`<header class="conversation-head">
    <a class="icon-button back-link" href="#/" aria-label=${words.back} @click=${goBack}>${icon('back')}</a>
    <h1 class="visually-hidden" dir="auto">${name}</h1>
    ${
      group
        ? html`<button class="conversation-who" @click=${() => openMembers(conversation.id)}>${who}</button>`
        : html`<div class="conversation-who">${who}</div>`
    }
    <div class="head-actions">
      ${contextsButton(conversation)}
      ${
        group
          ? html`<button class="icon-button" aria-label=${words.conversation.showMembers} title=${words.conversation.showMembers} @click=${() => openMembers(conversation.id)}>${icon('people')}</button>`
          : nothing
      }
      <button
        class="icon-button"
        aria-label=${words.conversation.options}
        title=${words.conversation.options}
        aria-haspopup="menu"
        @click=${(/** @type {Event} */ event) => openConversationMenu(/** @type {Element} */ (event.currentTarget), view)}
      >
        ${icon('more')}
      </button>
    </div>
  </header>`;
}

/** What is attached is worth a glance; where nothing is, the menu has it. @param {ConversationView['conversation']} conversation */
function contextsButton({ id, context_ids }) {
  if (context_ids.length === 0) return nothing;
  const label = words.conversation.attached(context_ids.length);
  return html`<button class="icon-button head-contexts" aria-label=${label} title=${label} @click=${() => openConversationContexts(id)}>${icon('card')}</button>`;
}

/** @param {Event} event */
function goBack(event) {
  event.preventDefault();
  closeConversation();
}

/** @param {ConversationView} view @param {number} members how many */
function about(view, members) {
  const { conversation, peer } = view;
  const days = keptDays(conversation.retention_days);
  const kept = days ? ` · ${words.conversation.kept(days)}` : '';
  if (conversation.kind === 'group') return words.conversation.members(members) + kept;
  if (isNotes(view) || !peer) return nothing;
  const state = presenceOf(peer.id);
  if (state === 'online') return words.conversation.online;
  if (state === 'idle') return words.conversation.idle;
  const seen = lastSeenOf(peer.id);
  return peer.status_text || (seen ? words.conversation.seen(momentWords(seen)) : `@${peer.username}`);
}
