/** @import { ConversationView } from '../../db/conversations.js' */
import { html, nothing } from 'lit-html';
import { ifDefined } from 'lit-html/directives/if-defined.js';
import { context } from '../context.js';
import { listTime } from '../dates.js';
import { messageLine } from '../files/attachment-words.js';
import { icon } from '../icon.js';
import { plain } from '../message/plain.js';
import { avatar } from '../people/avatar.js';
import { presenceOf } from '../people/presence.js';
import { conversationHref } from '../router.js';
import { words } from '../words.js';

/** Whether a conversation is with oneself: a place for notes. @param {ConversationView} view */
export const isNotes = ({ conversation }) =>
  conversation.kind === 'direct' && conversation.peer_id === context.store.userId;

/** @param {ConversationView} view */
export const conversationName = (view) => (isNotes(view) ? words.sidebar.noteToSelf : view.name || words.unknownPerson);

/** @param {ConversationView} view @param {'m'|'l'|'xl'|'s'} [size] */
export function conversationAvatar(view, size = 'm') {
  const { conversation, peer } = view;
  const direct = conversation.kind === 'direct';
  return avatar({
    id: direct ? (conversation.peer_id ?? conversation.id) : conversation.id,
    name: conversationName(view),
    url: peer?.avatar_url,
    kind: direct ? 'person' : 'group',
    size,
    presence: direct && !isNotes(view) ? presenceOf(conversation.peer_id) : 'offline',
  });
}

/** Until when a conversation is quiet; muted "for good" is a time far away. @param {ConversationView['settings']} settings */
export const isMuted = ({ muted_until }) => Boolean(muted_until && muted_until > new Date().toISOString());

/** One line of the list: named by the title, described by the rest. @param {ConversationView} view @param {boolean} current */
export function conversationItem(view, current) {
  const { conversation, unread, lastMessage, settings } = view;
  const titleId = `c-${conversation.id}`;
  const muted = isMuted(settings);
  // Read out in the order: title, what is new, the last words, when.
  return html`<li aria-labelledby=${titleId} data-conversation-id=${conversation.id} data-unread=${unread}>
    <a
      class="conversation-item"
      href=${conversationHref(conversation.id)}
      aria-current=${ifDefined(current ? 'page' : undefined)}
      ?data-unread=${unread > 0}
    >
      ${conversationAvatar(view)}
      <span class="conversation-title one-line" id=${titleId} dir="auto" ?data-unknown=${!view.name && !isNotes(view)}>${conversationName(view)}</span>
      <span class="conversation-extra">
        ${muted ? html`${icon('bell-off')}<span class="visually-hidden">${words.sidebar.muted}</span>` : nothing}
        ${unread > 0 ? unreadBadge(unread, muted) : nothing}
      </span>
      <span class="conversation-preview one-line" dir="auto">${previewOf(view)}</span>
      <span class="conversation-time">${lastMessage ? listTime(lastMessage.created_at) : nothing}</span>
    </a>
  </li>`;
}

/** @param {number} unread @param {boolean} muted */
const unreadBadge = (unread, muted) =>
  html`<span class="badge ${muted ? 'muted' : ''}"
    >${unread > 999 ? '999+' : unread}<span class="visually-hidden">&nbsp;${words.sidebar.unread(unread)}</span></span
  >`;

/** @param {import('../../db/conversation-views.js').ShownMessage} message */
const lineOf = ({ preview, ...carried }) => messageLine({ content: preview, ...carried }, 120);

/** One that says nothing and brings nothing is deleted; while its row is still on its way, nobody can tell. @param {import('../../db/conversation-views.js').ShownMessage} message */
const wordless = ({ attachments }) => (attachments ? words.message.deleted : '');

/** @param {ConversationView} view */
function previewOf({ conversation, draft, lastMessage, lastSender }) {
  if (draft?.content || draft?.file_ids?.length)
    return html`<span class="draft-label">${words.sidebar.draft}</span> ${plain(draft.content, 120) || words.sidebar.draftFiles(draft.file_ids?.length ?? 0)}`;
  if (!lastMessage) return words.sidebar.noMessages;
  if (lastMessage.local?.state === 'failed')
    return html`<span class="draft-label">${words.sidebar.notSent}:</span> ${lineOf(lastMessage)}`;
  const { unsaved } = lastMessage;
  const text = lineOf(lastMessage) || (unsaved ? words.message.attached(unsaved.attached) : wordless(lastMessage));
  const mark = unsaved ? html`<span class="draft-label">${words.message.unsavedShort}:</span> ` : nothing;
  const own = lastMessage.sender_id === context.store.userId;
  const name = own ? words.you : (lastSender?.display_name ?? lastSender?.username);
  return html`${mark}${name && (own || conversation.kind === 'group') ? html`<bdi>${name}</bdi>: ` : nothing}${text}`;
}
