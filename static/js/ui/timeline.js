/** @import { StoredMessage } from '../types.js' */
/** @import { ConversationView } from '../db/conversations.js' */
/** @import { ReactionGroup } from '../db/reactions.js' */
/** @import { MessageActions, MessageView } from './message.js' */
/** @import { Row } from './timeline-rows.js' */
import { html, nothing } from 'lit-html';
import { guard } from 'lit-html/directives/guard.js';
import { repeat } from 'lit-html/directives/repeat.js';
import { discardMessage, getMessage, listMessages, retryMessage, statusOf } from '../db/messages.js';
import { reactionsFor, toggleReaction } from '../db/reactions.js';
import { markRead } from '../db/receipts.js';
import { loadOlder } from '../sync/history.js';
import { announce } from './announce.js';
import { context } from './context.js';
import { clockTime, dayWords, onNewDay } from './dates.js';
import { deleteWithUndo, deleting } from './deletions.js';
import { openEditHistory } from './edit-history.js';
import { pickEmoji } from './emoji-popover.js';
import { highlightIn } from './highlight.js';
import { icon } from './icon.js';
import { onLongPress } from './long-press.js';
import { messageArticle } from './message.js';
import { MessageActionsBar } from './message-actions.js';
import { moveThroughMessages } from './message-focus.js';
import { openMessageMenu } from './message-menu.js';
import { plain } from './plain.js';
import { openReadBy } from './read-by.js';
import { conversationHref } from './router.js';
import { ScrollKeeper } from './scroll-keeper.js';
import { systemWords } from './system-message.js';
import { rowsOf } from './timeline-rows.js';
import { timelineStart } from './timeline-start.js';
import { showToast } from './toast.js';
import { View } from './view.js';
import { words } from './words.js';

/** @typedef {{membership: import('../types.js').StoredMembership, user: import('../types.js').StoredUser|null, name: string}} Member */
/** @typedef {{messages: StoredMessage[], reactions: Map<string, ReactionGroup[]>, quoted: Map<string, StoredMessage>}} Page */

/** How many messages are shown at first, and how many more come when one nears the top. */
const STEP = 60;
/** So near the top, in pixels, more is fetched. */
const REACH = 1200;
/** When more new messages than this come in one frame, their number is announced instead of their words. */
const SPOKEN = 3;

/** The messages of a conversation: its newest ones, and older ones as one scrolls up. */
export class Timeline extends View {
  conversationId = '';
  /** @type {ConversationView|null} */
  view = null;
  /** @type {Member[]} */
  members = [];
  /** Former members and others, by id, as far as they are known. @type {Map<string, string>} */
  names = new Map();
  /** @type {(message: StoredMessage) => void} */
  reply = () => {};
  /** @type {(message: StoredMessage) => void} */
  edit = () => {};
  /** @type {() => void} */
  write = () => {};

  /** @type {Page|null} */
  page = null;
  limit = STEP;
  /** @type {'idle'|'loading'|'offline'} */
  older = 'idle';
  hasOlder = true;
  /** @type {number|null} */
  firstUnread = null;
  focusedId = '';
  newest = 0;
  arrived = 0;
  /** A message to bring into view once it is rendered. */
  sought = '';
  /** @type {ScrollKeeper|null} */
  keeper = null;
  bar = new MessageActionsBar();
  settled = false;

  start() {
    const unread = this.view?.firstUnreadOrdinal ?? null;
    this.firstUnread = unread;
    if (unread !== null) this.limit = Math.max(STEP, (this.view?.conversation.last_ordinal ?? 0) - unread + 20);
    this.query();
    this.until(
      'deleting',
      deleting.subscribe(() => this.update()),
    );
    this.until(
      'day',
      onNewDay(() => this.update()),
    );
    for (const type of ['focus', 'visibilitychange'])
      this.listen(type === 'focus' ? window : document, type, () => this.markRead());
    this.bar.act = (action, anchor) => this.actOnBar(action, anchor);
  }

  stop() {
    this.keeper?.stop();
    this.keeper = null;
  }

  query() {
    const { store } = context;
    const { conversationId, limit } = this;
    this.watch(
      'page',
      async () => {
        const messages = await listMessages(store, conversationId, { limit });
        const reactions = await reactionsFor(
          store,
          messages.map(({ id }) => id),
        );
        const answered = messages.flatMap(({ reply_to }) => (reply_to ? [reply_to] : []));
        const quoted = await Promise.all([...new Set(answered)].map((id) => getMessage(store, id)));
        return { messages, reactions, quoted: new Map(quoted.flatMap((found) => (found ? [[found.id, found]] : []))) };
      },
      (page) => this.receive(page),
    );
  }

  /** @param {Page} page */
  receive(page) {
    const first = this.page === null;
    this.page = page;
    if (page.messages.some(({ ordinal }) => ordinal === 1)) this.hasOlder = false;
    const newest = page.messages.findLast(({ ordinal }) => ordinal !== null)?.ordinal ?? 0;
    if (!first && newest > this.newest)
      this.welcome(page.messages.filter(({ ordinal }) => (ordinal ?? 0) > this.newest));
    this.newest = Math.max(this.newest, newest);
  }

  /** New messages have come. @param {StoredMessage[]} messages */
  welcome(messages) {
    const others = messages.filter((message) => message.sender_id !== context.store.userId && !message.deleted_at);
    if (others.length === 0) return;
    if (!this.isWatched) this.firstUnread ??= others[0].ordinal;
    if (!this.keeper?.atEnd) this.arrived += others.length;
    if (others.length > SPOKEN) announce(words.timeline.newMessages(others.length));
    else for (const message of others) announce(this.spoken(message));
  }

  /** @param {StoredMessage} message */
  spoken(message) {
    if (message.role === 'system') return systemWords(message, this.nameOf);
    return `${this.nameOf(message.sender_id)}: ${plain(message.content, 500)}, ${clockTime(message.created_at)}`;
  }

  /** Whether somebody looks at this page. */
  get isWatched() {
    return document.visibilityState === 'visible' && document.hasFocus();
  }

  /** @param {string} userId */
  nameOf = (userId) => {
    if (userId === context.store.userId) return words.you;
    return (
      this.members.find(({ membership }) => membership.user_id === userId)?.name ||
      this.names.get(userId) ||
      words.unknownPerson
    );
  };

  template() {
    const rows = this.page ? rowsOf(this.shown(), this.firstUnread) : [];
    const articles = rows.flatMap((row) => (row.type === 'message' ? [row.key] : []));
    if (!articles.includes(this.focusedId)) this.focusedId = articles.at(-1) ?? '';
    return html`<div class="timeline-scroll" @keydown=${this.onKey} @focusin=${this.onFocus} @pointerover=${this.onPointer} @pointerleave=${this.onLeave}>
        <div class="timeline-column" role="log" aria-label=${words.timeline.messages} aria-live="off">
          ${this.top()} ${repeat(
            rows,
            ({ key }) => key,
            (row) => this.row(row),
          )}
        </div>
      </div>
      ${this.latestButton()}`;
  }

  shown() {
    const gone = deleting.get();
    return (this.page?.messages ?? []).filter(({ id }) => !gone.has(id));
  }

  top() {
    if (!this.page || !this.view) return nothing;
    if (!this.hasOlder) return timelineStart(this.view);
    const text = { idle: nothing, loading: words.timeline.loading, offline: words.timeline.olderOffline }[this.older];
    return html`<div class="timeline-more">${text}</div>`;
  }

  /** @param {Row} row */
  row(row) {
    if (row.type === 'day')
      return html`<div class="day-divider" role="separator"><span>${dayWords(row.at)}</span></div>`;
    if (row.type === 'unread')
      return html`<div class="unread-divider" role="separator"><span>${words.timeline.unread}</span></div>`;
    const view = this.viewOf(row);
    return guard(guardsOf(view), () => messageArticle(view, this.actions));
  }

  /** @param {import('./timeline-rows.js').MessageRow} row @returns {MessageView} */
  viewOf({ message, first, last }) {
    const { userId } = context.store;
    const member = this.members.find(({ membership }) => membership.user_id === message.sender_id);
    const quoted = message.reply_to ? (this.page?.quoted.get(message.reply_to) ?? null) : null;
    return {
      message,
      first,
      last,
      own: message.sender_id === userId && message.role === 'user',
      status: statusOf(
        message,
        this.members.map(({ membership }) => membership),
        userId,
      ),
      focusable: message.id === this.focusedId,
      author: { user: member?.user ?? null, name: this.nameOf(message.sender_id) },
      quoted: message.reply_to ? { message: quoted, name: quoted ? this.nameOf(quoted.sender_id) : '' } : null,
      reactions: this.page?.reactions.get(message.id) ?? [],
    };
  }

  latestButton() {
    if (!this.keeper || (this.keeper.atEnd && !this.arrived)) return nothing;
    const label = this.arrived ? words.timeline.newMessages(this.arrived) : words.timeline.latest;
    return html`<button class="latest-button" ?data-new=${this.arrived > 0} aria-label=${label} @click=${() => this.toLatest()}>
      ${this.arrived ? label : nothing} ${icon('down')}
    </button>`;
  }

  rendered() {
    if (!this.page) return;
    if (!this.keeper) this.settle();
    else this.keeper.restore();
    this.seek();
    highlightIn(this);
    this.markRead();
    this.growWhenNear();
  }

  /** The first rendering with messages: at the unread ones where there are any, else at the end. */
  settle() {
    const scroller = /** @type {HTMLElement} */ (this.querySelector('.timeline-scroll'));
    const column = /** @type {HTMLElement} */ (this.querySelector('.timeline-column'));
    this.keeper = new ScrollKeeper(scroller, column, '.message', () => this.onMoved());
    onLongPress(column, (event) => this.openMenuAt(event));
    const divider = this.querySelector('.unread-divider');
    if (divider && column.scrollHeight - /** @type {HTMLElement} */ (divider).offsetTop > scroller.clientHeight) {
      this.keeper.to(divider, 'start');
    } else {
      this.keeper.toEnd();
    }
    this.update();
  }

  onMoved() {
    const { atEnd } = /** @type {ScrollKeeper} */ (this.keeper);
    if (atEnd !== this.settled) this.update();
    this.settled = atEnd;
    if (atEnd && this.arrived) {
      this.arrived = 0;
      this.update();
    }
    this.markRead();
    this.growWhenNear();
  }

  toLatest() {
    this.arrived = 0;
    if (this.limit > STEP * 3) {
      this.limit = STEP;
      this.query();
    }
    this.keeper?.toEnd();
    this.update();
  }

  growWhenNear() {
    const scroller = this.keeper?.scroller;
    if (scroller && scroller.scrollTop < REACH && this.hasOlder && this.older !== 'loading') this.grow();
  }

  /** Shows more of what is held, and fetches what is not. */
  async grow() {
    const held = this.page?.messages.filter(({ ordinal }) => ordinal !== null).length ?? 0;
    if (held >= this.limit) {
      this.limit += STEP;
      this.query();
      return;
    }
    if (this.older === 'offline' && !navigator.onLine) return;
    this.older = 'loading';
    try {
      const { hasOlder } = await loadOlder(context.store, this.conversationId);
      this.hasOlder = hasOlder || (this.page?.messages[0]?.ordinal ?? 1) > 1;
      this.older = 'idle';
      this.limit += STEP;
      this.query();
    } catch {
      this.older = 'offline';
    }
    this.update();
  }

  /** Read is what somebody has before their eyes at the end of the conversation. */
  markRead() {
    if (!this.keeper?.atEnd || !this.isWatched || this.newest === 0) return;
    const own = this.members.find(({ membership }) => membership.user_id === context.store.userId);
    if (own && own.membership.read_ordinal < this.newest) markRead(context.store, this.conversationId, this.newest);
  }

  /** One's own words went out: the unread are read, and the end is where to be. */
  sent() {
    this.firstUnread = null;
    this.toLatest();
  }

  /** Brings a message into view, growing upwards to it where it is held. @param {string} id */
  async show(id) {
    const message = await getMessage(context.store, id);
    if (message?.ordinal == null) return;
    this.showOrdinal(message.ordinal, id);
  }

  /** @param {number} ordinal @param {string} [id] */
  showOrdinal(ordinal, id = '') {
    this.sought = id || String(ordinal);
    this.limit = Math.max(this.limit, this.newest - ordinal + STEP / 2);
    this.query();
  }

  seek() {
    if (!this.sought) return;
    const article = [...this.querySelectorAll('article')].find(
      ({ dataset }) => dataset.messageId === this.sought || dataset.ordinal === this.sought,
    );
    if (!article) return;
    this.sought = '';
    this.keeper?.to(article, 'center');
    article.classList.remove('flash');
    article.getBoundingClientRect(); // begins the animation anew
    article.classList.add('flash');
    this.focusedId = article.dataset.messageId ?? '';
    article.focus({ preventScroll: true });
    this.update();
  }

  /** @type {MessageActions} */
  actions = {
    nameOf: (userId) => this.nameOf(userId),
    show: (id) => this.show(id),
    react: (id, emoji) => toggleReaction(context.store, id, emoji),
    addReaction: (id, anchor) => this.addReaction(id, anchor),
    retry: (id) => retryMessage(context.store, id),
    discard: (id) => this.discard(id),
    history: (message) => openEditHistory(message),
  };

  /** @param {string} id @param {Element} anchor */
  async addReaction(id, anchor) {
    const emoji = await pickEmoji(anchor);
    if (emoji) toggleReaction(context.store, id, emoji);
  }

  /** @param {string} id */
  async discard(id) {
    const text = await discardMessage(context.store, id);
    if (!text) return;
    showToast(words.message.discarded, {
      action: {
        label: words.message.restore,
        run: () => this.dispatchEvent(new CustomEvent('restore', { detail: text })),
      },
    });
  }

  /** @param {EventTarget|null} target @returns {HTMLElement|null} */
  articleOf = (target) => /** @type {Element|null} */ (target)?.closest?.('article') ?? null;

  /** @param {HTMLElement|null} article */
  messageOf = (article) => this.page?.messages.find(({ id }) => id === article?.dataset.messageId);

  /** @param {FocusEvent} event */
  onFocus = (event) => {
    const article = this.articleOf(event.target);
    if (!article || !this.messageOf(article)) return;
    if (this.focusedId !== article.dataset.messageId) {
      this.focusedId = article.dataset.messageId ?? '';
      this.update();
    }
    if (article.matches(':focus-visible')) this.showBar(article);
  };

  /** @param {PointerEvent} event */
  onPointer = (event) => {
    const article = this.articleOf(event.target);
    if (article && event.pointerType === 'mouse') this.showBar(article);
  };

  onLeave = () => {
    if (!this.bar.contains(document.activeElement)) this.bar.remove();
  };

  /** @param {HTMLElement} article */
  showBar(article) {
    const message = this.messageOf(article);
    if (!message || message.role === 'system' || message.deleted_at) return this.bar.remove();
    if (this.bar.parentElement === article || this.bar.contains(document.activeElement)) return;
    this.bar.of = { own: this.isOwn(message), gone: false };
    article.append(this.bar);
    this.bar.update();
  }

  /** @param {StoredMessage} message */
  isOwn = (message) => message.sender_id === context.store.userId && message.role === 'user';

  /** @param {'react'|'reply'|'edit'|'more'} action @param {Element} anchor */
  actOnBar(action, anchor) {
    const message = this.messageOf(this.bar.closest('article'));
    if (!message) return;
    if (action === 'react') this.addReaction(message.id, anchor);
    else if (action === 'reply') this.reply(message);
    else if (action === 'edit') this.edit(message);
    else this.openMenu(message, anchor);
  }

  /** @param {MouseEvent} event */
  openMenuAt(event) {
    const article = this.articleOf(event.target);
    const message = this.messageOf(article);
    if (article && message) this.openMenu(message, article, { x: event.clientX, y: event.clientY });
  }

  /** @param {StoredMessage} message @param {Element} anchor @param {{x: number, y: number}|null} [point] */
  openMenu(message, anchor, point = null) {
    if (message.role === 'system' || message.deleted_at) return;
    const own = this.isOwn(message);
    const me = this.members.find(({ membership }) => membership.user_id === context.store.userId)?.membership.role;
    const moderates = this.view?.conversation.kind === 'group' && (me === 'owner' || me === 'moderator');
    const reactions = this.page?.reactions.get(message.id) ?? [];
    openMessageMenu(
      anchor,
      { message, own, canDelete: own || moderates, reactions },
      {
        react: (emoji) => toggleReaction(context.store, message.id, emoji),
        pick: () => this.addReaction(message.id, anchor),
        reply: () => this.reply(message),
        edit: () => this.edit(message),
        copy: () => copy(message.content),
        copyLink: () =>
          copy(new URL(conversationHref(message.conversation_id, message.ordinal ?? undefined), location.href).href),
        history: () => openEditHistory(message),
        readBy: () => openReadBy(message),
        remove: () => deleteWithUndo(message.id),
      },
      point,
    );
  }

  /** @param {KeyboardEvent} event */
  onKey = (event) => {
    const column = /** @type {HTMLElement} */ (this.querySelector('.timeline-column'));
    moveThroughMessages(event, column, (key, article) => this.actOnKey(key, article));
  };

  /** @param {string} key @param {HTMLElement} article */
  actOnKey(key, article) {
    const message = this.messageOf(article);
    if (key === 'Escape') this.write();
    else if (!message || message.role === 'system' || message.deleted_at) return false;
    else if (key === 'Enter' || key === ' ') this.openMenu(message, article);
    else if (key === 'r') this.reply(message);
    else if (key === '+') this.addReaction(message.id, article);
    else if (key === 'e' && this.isOwn(message)) this.edit(message);
    else if (key === 'Delete' && this.isOwn(message)) deleteWithUndo(message.id);
    else return false;
    return true;
  }
}
customElements.define('qu-timeline', Timeline);

/** What a message's looks depend on: while none of it changes, it is not rendered again. @param {MessageView} view */
function guardsOf({ message, first, last, status, focusable, author, quoted, reactions }) {
  return [
    message.content,
    message.edited_at,
    message.deleted_at,
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
    reactions.map(({ emoji, userIds }) => emoji + userIds.join()).join(),
  ];
}

/** @param {string} text */
async function copy(text) {
  await navigator.clipboard.writeText(text);
  showToast(words.message.copied, { seconds: 2 });
}
