/** @import { StoredMembership, StoredMessage, StoredUser } from '../types.js' */
/** @import { ConversationView } from '../db/conversations.js' */
/** @import { MessageView } from './message.js' */
/** @import { Page } from './timeline-page.js' */
/** @import { MessageRow, Row } from './timeline-rows.js' */
import { html, nothing } from 'lit-html';
import { guard } from 'lit-html/directives/guard.js';
import { repeat } from 'lit-html/directives/repeat.js';
import { getMessage, statusOf } from '../db/messages.js';
import { personName } from '../db/names.js';
import { markRead } from '../db/receipts.js';
import { announceArrivals } from './arrivals.js';
import { context } from './context.js';
import { dayWords, onNewDay } from './dates.js';
import { deleting } from './deletions.js';
import { highlightIn } from './highlight.js';
import { icon } from './icon.js';
import { onLongPress } from './long-press.js';
import { messageArticle, reasonsToRender } from './message.js';
import { MessageTools } from './message-tools.js';
import { route } from './router.js';
import { ScrollKeeper } from './scroll-keeper.js';
import { readPage } from './timeline-page.js';
import { rowsOf } from './timeline-rows.js';
import { timelineStart } from './timeline-start.js';
import { TimelineWindow } from './timeline-window.js';
import { View } from './view.js';
import { words } from './words.js';

/** @typedef {{membership: StoredMembership, user: StoredUser|null, name: string}} Member */

/** So near the top, in pixels, more is fetched. */
const REACH = 1200;
const READ_AFTER = 250;
/** When more than this is unread, one begins at the end all the same. */
const FAR = 500;

/** The messages of a conversation: its newest ones, and older ones as one scrolls up. */
export class Timeline extends View {
  // Given by the conversation.
  conversationId = '';
  /** @type {ConversationView|null} */
  view = null;
  /** @type {Map<string, Member>} by user id */
  members = new Map();
  /** @type {(message: StoredMessage) => void} */
  reply = () => {};
  /** @type {(message: StoredMessage) => void} */
  edit = () => {};
  /** @type {() => void} */
  write = () => {};
  /** @type {(text: string) => void} */
  restore = () => {};

  /** @type {Page|null} */
  page = null;
  extent = new TimelineWindow('', () => {});
  /** Ordinal of the message above which the unread begin. @type {number|null} */
  firstUnread = null;
  /** Ordinal of the newest message. */
  newest = 0;
  /** How many came while one was reading further up. */
  arrived = 0;
  /** The message that is in the tab order. */
  focusedId = '';
  /** Ordinal of a message to bring into view once it is there. @type {number|null} */
  sought = null;
  /** @type {ScrollKeeper|null} */
  keeper = null;
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  marking;
  tools = new MessageTools({
    messageOf: (article) => this.messageOf(article),
    reactionsOf: (id) => this.page?.reactions.get(id) ?? [],
    nameOf: (userId) => this.nameOf(userId),
    moderates: () => this.moderates,
    show: (id) => this.show(id),
    reply: (message) => this.reply(message),
    edit: (message) => this.edit(message),
    write: () => this.write(),
    restore: (text) => this.restore(text),
  });

  start() {
    const { firstUnreadOrdinal = null, conversation: { last_ordinal = 0 } = {} } = this.view ?? {};
    this.extent = new TimelineWindow(this.conversationId, () => this.query());
    this.firstUnread = firstUnreadOrdinal;
    this.sought = route.get().ordinal ?? (last_ordinal - (firstUnreadOrdinal ?? 0) < FAR ? firstUnreadOrdinal : null);
    if (this.sought !== null) this.extent.reach(this.sought, last_ordinal);
    this.query();
    this.until(
      'deleting',
      deleting.subscribe(() => this.update()),
    );
    this.until(
      'day',
      onNewDay(() => this.update()),
    );
    this.listen(window, 'focus', () => this.markRead());
    this.listen(document, 'visibilitychange', () => this.markRead());
  }

  stop() {
    clearTimeout(this.marking);
    this.keeper?.stop();
    this.keeper = null;
  }

  query() {
    const { conversationId } = this;
    const { limit } = this.extent;
    this.watch(
      'page',
      () => readPage(context.store, conversationId, limit),
      (page) => this.receive(page),
    );
    this.update();
  }

  /** @param {Page} page */
  receive(page) {
    const opening = this.page === null;
    const before = this.newest;
    this.page = page;
    this.newest = Math.max(before, page.messages.findLast(({ ordinal }) => ordinal !== null)?.ordinal ?? 0);
    this.extent.note(page);
    if (!opening) this.welcome(page.messages.filter(({ ordinal }) => ordinal !== null && ordinal > before));
  }

  /** New messages have come. @param {StoredMessage[]} messages */
  welcome(messages) {
    const others = messages.filter((message) => message.sender_id !== context.store.userId && !message.deleted_at);
    if (others.length === 0) return;
    const atEnd = this.keeper?.atEnd ?? true;
    if (!atEnd) this.arrived += others.length;
    if (!atEnd || !isLookedAt()) this.firstUnread ??= others[0].ordinal;
    announceArrivals(others, this.nameOf);
  }

  /** @param {string} userId */
  nameOf = (userId) =>
    userId === context.store.userId
      ? words.you
      : this.members.get(userId)?.name || personName(this.page?.people.get(userId)) || words.unknownPerson;

  get moderates() {
    const role = this.members.get(context.store.userId)?.membership.role;
    return this.view?.conversation.kind === 'group' && (role === 'owner' || role === 'moderator');
  }

  /** @param {Element|null} article */
  messageOf(article) {
    const id = /** @type {HTMLElement|null} */ (article)?.dataset.messageId;
    return this.page?.messages.find((message) => message.id === id);
  }

  template() {
    const gone = deleting.get();
    const messages = (this.page?.messages ?? []).filter(({ id }) => !gone.has(id));
    if (!messages.some(({ id }) => id === this.focusedId)) this.focusedId = messages.at(-1)?.id ?? '';
    const memberships = [...this.members.values()].map(({ membership }) => membership);
    return html`<div
        class="timeline-scroll"
        @keydown=${this.onKey}
        @focusin=${this.onFocus}
        @pointerover=${this.onPointer}
        @pointerleave=${() => this.tools.hideBar()}
      >
        <div class="timeline-column" data-kind=${this.view?.conversation.kind ?? nothing} role="log" aria-label=${words.timeline.messages} aria-live="off">
          ${this.topTemplate()}
          ${repeat(
            rowsOf(messages, this.firstUnread),
            ({ key }) => key,
            (row) => this.rowTemplate(row, memberships),
          )}
        </div>
      </div>
      ${this.latestButton()}`;
  }

  topTemplate() {
    if (!this.page || !this.view) return nothing;
    if (!this.extent.hasOlder || this.view.conversation.last_ordinal === 0) return timelineStart(this.view);
    const text = { idle: nothing, loading: words.timeline.loading, offline: words.timeline.olderOffline };
    return html`<div class="timeline-more">${text[this.extent.state]}</div>`;
  }

  /** @param {Row} row @param {StoredMembership[]} memberships */
  rowTemplate(row, memberships) {
    if (row.type === 'message') {
      const view = this.viewOf(row, memberships);
      return guard(reasonsToRender(view), () => messageArticle(view, this.tools.actions));
    }
    const text = row.type === 'day' ? dayWords(row.at) : words.timeline.unread;
    return html`<div class="${row.type}-divider" role="separator"><span>${text}</span></div>`;
  }

  /** @param {MessageRow} row @param {StoredMembership[]} memberships @returns {MessageView} */
  viewOf({ message, first, last }, memberships) {
    const { id, sender_id, reply_to } = message;
    const quoted = this.page?.quoted.get(reply_to ?? '') ?? null;
    return {
      message,
      first,
      last,
      own: this.tools.isOwn(message),
      status: statusOf(message, memberships, context.store.userId),
      focusable: id === this.focusedId,
      author: {
        user: this.members.get(sender_id)?.user ?? this.page?.people.get(sender_id) ?? null,
        name: this.nameOf(sender_id),
      },
      quoted: reply_to ? { message: quoted, name: quoted ? this.nameOf(quoted.sender_id) : '' } : null,
      reactions: this.page?.reactions.get(id) ?? [],
    };
  }

  latestButton() {
    if (!this.keeper || this.keeper.atEnd) return nothing;
    const label = this.arrived ? words.timeline.newMessages(this.arrived) : words.timeline.latest;
    return html`<button class="latest-button" ?data-new=${this.arrived > 0} aria-label=${label} @click=${() => this.toLatest()}>
      ${this.arrived ? label : nothing} ${icon('down')}
    </button>`;
  }

  rendered() {
    if (!this.page) return;
    if (this.keeper) this.keeper.restore();
    else this.settle();
    this.seek();
    highlightIn(this);
    this.markRead();
    this.growWhenNear();
  }

  /** The first rendering with messages: at the end, unless something is sought. */
  settle() {
    const scroller = /** @type {HTMLElement} */ (this.querySelector('.timeline-scroll'));
    const column = /** @type {HTMLElement} */ (this.querySelector('.timeline-column'));
    this.keeper = new ScrollKeeper(scroller, column, '.message', (atEnd) => this.onMoved(atEnd));
    onLongPress(column, (event) => this.onHold(event));
    this.keeper.toEnd();
  }

  /** One has scrolled. @param {boolean} changed whether one has come to the end, or left it */
  onMoved(changed) {
    if (changed) this.update();
    if (this.keeper?.atEnd) this.arrived = 0;
    this.markRead();
    this.growWhenNear();
  }

  toLatest() {
    this.arrived = 0;
    if (this.extent.shrink()) this.query();
    this.keeper?.toEnd();
    this.update();
  }

  /** One's own words went out: what was unread is read, and the end is where to be. */
  sent() {
    this.firstUnread = null;
    this.toLatest();
  }

  growWhenNear() {
    const scroller = this.keeper?.scroller;
    if (this.page && scroller && scroller.scrollTop < REACH) this.extent.grow(this.page);
  }

  /** Read is what somebody has before their eyes, at the end of the conversation; told a few times a second at most. */
  markRead() {
    this.marking ??= setTimeout(() => {
      this.marking = undefined;
      if (!this.keeper?.atEnd || !isLookedAt() || this.sought !== null) return;
      const own = this.members.get(context.store.userId)?.membership;
      if (own && own.read_ordinal < this.newest) markRead(context.store, this.conversationId, this.newest);
    }, READ_AFTER);
  }

  /** Brings a message into view, growing upwards to it. @param {string} id */
  async show(id) {
    const message = await getMessage(context.store, id);
    if (message?.ordinal) this.showOrdinal(message.ordinal);
  }

  /** @param {number} ordinal */
  showOrdinal(ordinal) {
    this.sought = ordinal;
    this.extent.reach(ordinal, this.newest);
    this.query();
  }

  /** Goes to the message that is sought; where it is not there yet, more is fetched until it is. */
  seek() {
    if (this.sought === null || !this.page) return;
    const article = this.querySelector(`[data-ordinal="${this.sought}"]`);
    const mayCome = this.sought < this.newest && this.extent.hasOlder && this.extent.state !== 'offline';
    if (!article && mayCome) return void this.extent.grow(this.page);
    const unread = this.sought === this.firstUnread && this.querySelector('.unread-divider');
    this.sought = null;
    if (unread) this.keeper?.to(unread, 'start');
    else if (article instanceof HTMLElement) this.point(article);
  }

  /** @param {HTMLElement} article */
  point(article) {
    this.keeper?.to(article, 'center');
    article.classList.remove('flash');
    article.getBoundingClientRect(); // begins the animation anew
    article.classList.add('flash');
    article.focus({ preventScroll: true });
  }

  /** @param {FocusEvent} event */
  onFocus = (event) => {
    const article = articleAt(event);
    const id = this.messageOf(article)?.id;
    if (!article || !id) return;
    if (this.focusedId !== id) {
      this.focusedId = id;
      this.update();
    }
    if (article.matches(':focus-visible')) this.tools.showBar(article);
  };

  /** @param {PointerEvent} event */
  onPointer = (event) => {
    const article = articleAt(event);
    if (article && event.pointerType === 'mouse') this.tools.showBar(article);
  };

  /** @param {PointerEvent} event */
  onHold(event) {
    const article = articleAt(event);
    if (article) this.tools.openMenuAt(article, { x: event.clientX, y: event.clientY });
  }

  /** @param {KeyboardEvent} event */
  onKey = (event) => {
    this.tools.onKey(event, /** @type {HTMLElement} */ (this.querySelector('.timeline-column')));
  };
}
customElements.define('qu-timeline', Timeline);

/** @param {Event} event @returns {HTMLElement|null} */
const articleAt = ({ target }) => (target instanceof Element ? target.closest('article') : null);

/** Whether somebody has this page before their eyes. */
const isLookedAt = () => document.visibilityState === 'visible' && document.hasFocus();
