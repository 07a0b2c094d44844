/** @import { LinkPreview, StoredMessage, User } from '../../types.js' */
/** @import { ReactionGroup } from '../../db/reactions.js' */
/** @import { Status } from './ticks.js' */
import { html, nothing } from 'lit-html';
import { thingOf } from '../../db/entities.js';
import { contextChips } from '../contexts/context-chips.js';
import { clockTime, fullTime } from '../dates.js';
import { attachments, attachmentsKey } from '../files/attachments.js';
import { icon } from '../icon.js';
import { openConflicts } from '../lazy.js';
import { personAvatar } from '../people/avatar.js';
import { words } from '../words.js';
import { linkPreviewCard } from './link-preview.js';
import { messageBody } from './message-body.js';
import { quote } from './quote.js';
import { reactionsRow } from './reactions.js';
import { systemWords } from './system-message.js';
import { ticks } from './ticks.js';

/**
 * Everything that a message shows.
 * @typedef {{message: StoredMessage, first: boolean, last: boolean, own: boolean, status: Status, focusable: boolean,
 *   author: {user: User|null, name: string}, quoted: {message: StoredMessage|null, name: string}|null,
 *   reactions: ReactionGroup[], linkPreview: LinkPreview|null,
 *   contexts: {id: string, title: string|null}[]}} MessageView
 * @typedef {{nameOf: (userId: string) => string, show: (id: string) => void, react: (id: string, emoji: string) => void,
 *   addReaction: (id: string, anchor: Element) => void, retry: (id: string) => void, discard: (id: string) => void,
 *   history: (message: StoredMessage) => void}} MessageActions
 */

/** One article: author, text, time, in the order in which they are read out. @param {MessageView} view @param {MessageActions} actions */
export function messageArticle(view, actions) {
  const { message, first, last, own, status, focusable, author } = view;
  if (message.role === 'system') return systemArticle(view, actions);
  const id = `m-${message.id}`;
  return html`<article
    class="message ${own ? 'own' : ''}"
    data-message-id=${message.id}
    data-ordinal=${message.ordinal ?? ''}
    data-status=${status}
    ?data-first=${first}
    ?data-last=${last}
    tabindex=${tabindexOf(focusable)}
    aria-labelledby="${id}-author ${id}-text ${id}-files ${id}-time"
  >
    ${first && !own ? personAvatar(author.user, author.name, { size: 's' }) : nothing}
    <span class=${first && !own ? 'message-author one-line' : 'visually-hidden'} id="${id}-author" dir="auto">${author.name}</span>
    <div class="message-slip">
      ${quoteIn(view, actions)} ${attachments(message, `${id}-files`, tabindexOf(focusable))} ${text(message, `${id}-text`)} ${contextChips(view.contexts, tabindexOf(focusable))} ${own ? meta(view, `${id}-time`, actions) : nothing}
    </div>
    ${own ? nothing : meta(view, `${id}-time`, actions)} ${linkPreviewCard(view.linkPreview, tabindexOf(focusable))}
    ${trouble(message, actions)}
    ${reactionsRow(view.reactions, actions.nameOf, {
      toggle: (emoji) => actions.react(message.id, emoji),
      add: (anchor) => actions.addReaction(message.id, anchor),
      tabindex: tabindexOf(focusable),
    })}
  </article>`;
}

/** Only the controls of one message are in the tab order, or it would take hundreds of steps. @param {boolean} focusable @returns {0|-1} */
const tabindexOf = (focusable) => (focusable ? 0 : -1);

/** @param {MessageView} view @param {MessageActions} actions */
function quoteIn({ message, quoted, focusable }, actions) {
  if (!quoted || message.deleted_at) return nothing;
  return quote(
    quoted.message,
    quoted.name,
    () => actions.show(/** @type {string} */ (message.reply_to)),
    tabindexOf(focusable),
  );
}

/** @param {StoredMessage} message @param {string} id */
function text(message, id) {
  if (message.deleted_at)
    return html`<p class="message-gone" id=${id}>${message.meta?.removed_by ? words.message.removed : words.message.deleted}</p>`;
  return message.content ? messageBody(message, id) : nothing;
}

/** @param {MessageView} view @param {string} id @param {MessageActions} actions */
function meta({ message, own, status, focusable }, id, actions) {
  return html`<span class="message-meta">
    ${
      message.edited_at && !message.deleted_at
        ? html`<button class="edited-mark" tabindex=${tabindexOf(focusable)} aria-label=${words.message.editedLong} @click=${() => actions.history(message)}>${words.message.edited}</button>`
        : nothing
    }
    <span class="message-when" id=${id}
      ><time datetime=${message.created_at} title=${fullTime(message.created_at)}>${clockTime(message.created_at)}</time>${own && !message.deleted_at ? ticks(status) : nothing}</span
    >
  </span>`;
}

/** @param {StoredMessage} message @param {MessageActions} actions */
function trouble({ id, local, base }, actions) {
  if (local?.state !== 'failed') return nothing;
  if (local.error?.code === 'version_conflict')
    return html`<div class="message-trouble">
      ${icon('alert')}<span>${words.message.conflict}</span>
      <button class="text-button" @click=${() => openConflicts(thingOf('message', id))}>${words.message.review}</button>
    </div>`;
  const what = base === null ? words.message.notSent : words.message.notChanged;
  return html`<div class="message-trouble">
    ${icon('alert')}<span>${what} ${local.error?.message ?? ''}</span>
    <button class="text-button" @click=${() => actions.retry(id)}>${words.message.retry}</button>
    <button class="text-button danger" @click=${() => actions.discard(id)}>${words.message.delete}</button>
  </div>`;
}

/** @param {MessageView} view @param {MessageActions} actions */
function systemArticle({ message, status, focusable }, { nameOf }) {
  return html`<article
    class="message system-message"
    data-message-id=${message.id}
    data-ordinal=${message.ordinal ?? ''}
    data-status=${status}
    tabindex=${tabindexOf(focusable)}
  >
    <span dir="auto">${systemWords(message, nameOf)}</span>
    <span class="message-meta"><time datetime=${message.created_at} title=${fullTime(message.created_at)}>${clockTime(message.created_at)}</time></span>
  </article>`;
}

/** What a message's looks depend on: while none of it changes, it is not rendered again. @param {MessageView} view */
export function reasonsToRender({
  message,
  first,
  last,
  status,
  focusable,
  author,
  quoted,
  reactions,
  linkPreview,
  contexts,
}) {
  return [
    message.content,
    attachmentsKey(message),
    message.edited_at,
    message.deleted_at,
    message.meta?.removed_by,
    message.ordinal,
    message.local?.state,
    message.local?.error?.message,
    first,
    last,
    status,
    focusable,
    author.name,
    author.user?.avatar_url,
    quoted?.message?.content,
    quoted?.message?.deleted_at,
    quoted?.name,
    linkPreview?.version,
    linkPreview?.url,
    reactions.map(({ emoji, userIds }) => emoji + userIds.join()).join(),
    contexts.map(({ id, title }) => id + title).join(),
  ];
}
