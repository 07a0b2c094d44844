/** @import { StoredMessage } from '../../types.js' */
/** @import { ConversationView } from '../../db/conversations.js' */
/** @import { ReactionGroup } from '../../db/reactions.js' */
/** @import { MessageActions } from './message.js' */

import { restageFiles } from '../../db/files.js';
import { removeLinkPreview } from '../../db/link-previews.js';
import { discardMessage, getMessage, retryMessage } from '../../db/messages.js';
import { toggleReaction } from '../../db/reactions.js';
import { copyText } from '../clipboard.js';
import { context } from '../context.js';
import { singleKeys } from '../keys.js';
import {
  openContextEditor,
  openEditHistory,
  openMessageMenu,
  openReadBy,
  openReport,
  removeAsModerator,
} from '../lazy.js';
import { conversationHref } from '../router.js';
import { showToast } from '../toast.js';
import { words } from '../words.js';
import { deleteWithUndo } from './deletions.js';
import { pickEmoji } from './emoji-popover.js';
import { MessageActionsBar } from './message-actions.js';
import { plain } from './plain.js';

/**
 * What the tools need of the timeline they serve.
 * @typedef {{messageOf: (article: Element|null) => StoredMessage|undefined, reactionsOf: (id: string) => ReactionGroup[],
 *   hasPreview: (id: string) => boolean, nameOf: (userId: string) => string, moderates: () => boolean, show: (id: string) => void,
 *   reply: (message: StoredMessage) => void, edit: (message: StoredMessage) => void, write: () => void,
 *   restore: (text: string) => void}} Host
 */

/** A title is a line, and no essay. */
const TITLE = 80;

/** Acting on messages, by the bar, the menu, the keyboard and the buttons inside of them. */
export class MessageTools {
  bar = new MessageActionsBar();

  /** @param {Host} host */
  constructor(host) {
    this.host = host;
    this.bar.act = (action, anchor) => this.onBar(action, anchor);
  }

  /** For what is inside a message. @type {MessageActions} */
  actions = {
    nameOf: (userId) => this.host.nameOf(userId),
    show: (id) => this.host.show(id),
    react: (id, emoji) => toggleReaction(context.store, id, emoji),
    addReaction: (id, anchor) => this.addReaction(id, anchor),
    retry: (id) => retryMessage(context.store, id),
    discard: (id) => this.discard(id),
    history: openEditHistory,
  };

  /** @param {StoredMessage} message */
  isOwn = (message) => message.sender_id === context.store.userId && message.role === 'user';

  /** Puts the bar onto a message. @param {Element|null} article */
  showBar(article) {
    const message = this.host.messageOf(article);
    if (!article || !message || !canActOn(message)) return this.bar.remove();
    if (this.bar.parentElement === article || this.bar.contains(document.activeElement)) return;
    this.bar.own = this.isOwn(message);
    article.append(this.bar);
  }

  hideBar() {
    if (!this.bar.contains(document.activeElement)) this.bar.remove();
  }

  /** @param {'react'|'reply'|'edit'|'more'} action @param {Element} anchor */
  onBar(action, anchor) {
    const message = this.host.messageOf(this.bar.closest('article'));
    if (!message) return;
    if (action === 'react') this.addReaction(message.id, anchor);
    else if (action === 'reply') this.host.reply(message);
    else if (action === 'edit') this.host.edit(message);
    else this.openMenu(message, anchor);
  }

  /** @param {Element} article @param {{x: number, y: number}} point */
  openMenuAt(article, point) {
    const message = this.host.messageOf(article);
    if (message) this.openMenu(message, article, point);
  }

  /** @param {StoredMessage} message @param {Element} anchor @param {{x: number, y: number}|null} [point] */
  openMenu(message, anchor, point = null) {
    if (!canActOn(message)) return;
    const { id, content, ordinal, conversation_id } = message;
    const own = this.isOwn(message);
    const canDelete = own || this.host.moderates();
    const of = { message, own, canDelete, reactions: this.host.reactionsOf(id), hasPreview: this.host.hasPreview(id) };
    openMessageMenu(
      anchor,
      of,
      {
        react: (emoji) => toggleReaction(context.store, id, emoji),
        pick: () => this.addReaction(id, anchor),
        reply: () => this.host.reply(message),
        edit: () => this.host.edit(message),
        copy: () => copyText(content),
        keep: () => openContextEditor({ draft: contextFrom(message) }),
        copyLink: () => copyText(new URL(conversationHref(conversation_id, ordinal ?? undefined), location.href).href),
        history: () => openEditHistory(message),
        readBy: () => openReadBy(message),
        removePreview: () => removeLinkPreview(context.store, id),
        report: () => openReport(message),
        remove: () => (own ? deleteWithUndo(id) : removeAsModerator(id)),
      },
      point,
    );
  }

  /** @param {string} key @param {HTMLElement} article @returns {boolean} whether it did something */
  onMessageKey(key, article) {
    const message = this.host.messageOf(article);
    if (key === 'Escape') this.host.write();
    else if (!message || !canActOn(message)) return false;
    else if (key === 'Enter' || key === ' ') this.openMenu(message, article);
    else if (key === 'Delete' && this.isOwn(message)) deleteWithUndo(message.id);
    else if (!singleKeys()) return false;
    else if (key === 'r') this.host.reply(message);
    else if (key === '+') this.addReaction(message.id, article);
    else if (key === 'e' && this.isOwn(message)) this.host.edit(message);
    else return false;
    return true;
  }

  /** @param {string} id @param {Element} anchor */
  async addReaction(id, anchor) {
    const article = anchor.closest('article');
    const emoji = await pickEmoji(anchor);
    // The bar with the button has gone when the pointer left the message for the picker.
    if (document.activeElement === document.body) article?.focus({ preventScroll: true });
    if (emoji) await toggleReaction(context.store, id, emoji);
  }

  /** Gives up a message that was not sent; its text can be had back. @param {string} id */
  async discard(id) {
    const { store } = context;
    const message = await getMessage(store, id);
    const text = await discardMessage(store, id);
    const files = message?.base === null ? message.attachments.map((file) => file.id) : [];
    const run = () => {
      this.host.restore(text);
      if (files.length > 0) void restageFiles(store, /** @type {StoredMessage} */ (message).conversation_id, files);
    };
    const action = { label: words.message.restore, run };
    if (text || files.length > 0) showToast(words.message.discarded, { action });
  }
}

/** @param {StoredMessage} message */
const canActOn = (message) => message.role !== 'system' && !message.deleted_at;

/** What a message says, to be kept. Its first line is the title. @param {StoredMessage} message */
function contextFrom({ id, conversation_id, content }) {
  const title = plain(content.trim().split('\n', 1)[0], TITLE);
  return { title, content, category: /** @type {const} */ ('chat'), metadata: { message_id: id, conversation_id } };
}
