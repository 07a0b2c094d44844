/** @import { StoredMessage } from '../../types.js' */
/** @import { ConversationView } from '../../db/conversations.js' */
/** @import { Ahead } from '../conversation/look-ahead.js' */
/** @import { Member } from './message.js' */
import { html, nothing } from 'lit-html';
import { getMessage } from '../../db/messages.js';
import { subscribeUnsaved } from '../../sync/unsaved.js';
import { context } from '../context.js';
import { onNewDay } from '../dates.js';
import { firstScreen, noteFirstScreen } from '../first-screen.js';
import { deleting } from '../message/deletions.js';
import { highlightIn } from '../message/highlight.js';
import { View } from '../view.js';
import { words } from '../words.js';
import { TimelineFocus } from './focus.js';
import { HoleFiller } from './holes.js';
import { nameIn } from './message.js';
import { Pages } from './pages.js';
import { Reading } from './reading.js';
import { ScrollKeeper } from './scroll-keeper.js';
import { placeIn, Seeker } from './seeker.js';
import { jumpButtons, timelineRows } from './template.js';
import { toolsFor } from './tools.js';

/** The messages of a conversation: those near what is in view are in the page, however many there are. */
export class Timeline extends View {
  // Given by the conversation.
  conversationId = '';
  /** @type {ConversationView|null} */
  view = null;
  /** @type {Map<string, Member>} by user id */
  members = new Map();
  /** @type {Ahead|null} what was read while it was not there yet */
  ahead = null;
  /** @type {(message: StoredMessage) => void} */
  reply = () => {};
  /** @type {(message: StoredMessage) => void} */
  edit = () => {};
  /** @type {() => void} */
  write = () => {};
  /** @type {(text: string) => void} */
  restore = () => {};

  pages = new Pages(this);
  holes = /** @type {HoleFiller} */ (/** @type {unknown} */ (null));
  /** @type {ScrollKeeper|null} */
  keeper = null;
  seeker = new Seeker(this);
  reading = new Reading(this);
  focusing = new TimelineFocus(this);
  tools = toolsFor(this);

  start() {
    this.holes = new HoleFiller(this.conversationId, () => this.update());
    this.until('holes', () => this.holes.stop());
    const place = this.ahead?.place ?? placeIn(this.conversationId);
    this.pages.begin(async () => {
      this.reading.begin(this.pages.extent.last);
      this.seeker.begin(await place);
    });
    this.until(
      'deleting',
      deleting.subscribe(() => this.update()),
    );
    this.until(
      'unsaved',
      subscribeUnsaved(() => this.update()),
    );
    this.until(
      'day',
      onNewDay(() => this.update()),
    );
    this.listen(window, 'focus', () => this.reading.markRead());
    this.listen(document, 'visibilitychange', () => this.reading.markRead());
    this.listen(window, 'pagehide', () => this.seeker.rest());
  }

  stop() {
    this.seeker.rest();
    this.reading.stop();
    this.keeper?.stop();
    this.keeper = null;
  }

  // Where one is

  get atEnd() {
    return this.keeper?.atEnd ?? true;
  }

  get page() {
    return this.pages.page;
  }

  get isSeeking() {
    return this.seeker.sought !== null;
  }

  /** One has scrolled. @param {boolean} changed whether one has come to the end, or left it */
  onMoved(changed) {
    if (changed) this.update();
    if (this.atEnd) this.reading.caughtUp();
    this.pages.fit();
  }

  toLatest() {
    this.reading.arrived = 0;
    this.seeker.toEnd();
  }

  /** One's own words went out: what was unread is read, and the end is where to be. */
  sent() {
    this.reading.sent();
    this.toLatest();
  }

  /** Brings a message into view. @param {string} id */
  async show(id) {
    const message = await getMessage(context.store, id);
    if (message?.ordinal) this.showOrdinal(message.ordinal);
  }

  /** @param {number} ordinal */
  showOrdinal(ordinal) {
    this.seeker.to({ ordinal, as: 'found' });
  }

  toFirstUnread() {
    this.reading.unreadAbove = 0;
    if (this.reading.firstUnread !== null) this.seeker.to({ ordinal: this.reading.firstUnread, as: 'unread' });
  }

  // What it looks like

  /** @param {string} userId */
  nameOf = (userId) => nameIn(this, userId);

  /** @param {Element|null} article */
  messageOf(article) {
    const id = /** @type {HTMLElement|null} */ (article)?.dataset.messageId;
    return this.page?.messages.find((message) => message.id === id);
  }

  /** @param {number} ordinal */
  articleAt(ordinal) {
    return /** @type {HTMLElement|null} */ (this.querySelector(`.message[data-ordinal="${ordinal}"]`));
  }

  template() {
    return html`<div
        class="timeline-scroll"
        tabindex="-1"
        @keydown=${this.focusing.onKey}
        @focusin=${this.focusing.onFocus}
        @pointerover=${this.focusing.onPointer}
        @pointerleave=${() => this.tools.hideBar()}
        @wheel=${{ handleEvent: () => this.seeker.giveUp(), passive: true }}
        @touchmove=${{ handleEvent: () => this.seeker.giveUp(), passive: true }}
      >
        <div class="timeline-column" data-kind=${this.view?.conversation.kind ?? nothing} role="log" aria-label=${words.timeline.messages} aria-live="off">
          <div class="timeline-room"></div>
          <div class="timeline-rows">${timelineRows(this)}</div>
          <div class="timeline-room"></div>
        </div>
      </div>
      ${jumpButtons(this)}`;
  }

  paint() {
    this.focusing.keep();
    super.paint();
  }

  rendered() {
    const { page } = this;
    if (!page) return;
    noteFirstScreen();
    this.keeper ??= this.makeKeeper();
    this.keeper.update(this.pages.beyond(page));
    this.seeker.settle();
    this.focusing.giveBack();
    this.reading.markRead();
    const { last_ordinal = 0 } = this.view?.conversation ?? {};
    const isEmpty = last_ordinal < this.pages.extent.beginning;
    this.holes.awaitEnd(isEmpty ? 0 : last_ordinal, Math.max(this.pages.extent.last, this.reading.newest));
    firstScreen.then(() => this.complete());
  }

  /** What can be read already gets its colours, and what is beyond the view. */
  complete() {
    if (!this.isConnected) return;
    highlightIn(this);
    this.pages.fit();
  }

  makeKeeper() {
    const scroller = /** @type {HTMLElement} */ (this.querySelector('.timeline-scroll'));
    const [front, rows, back] = /** @type {HTMLElement[]} */ ([
      .../** @type {Element} */ (scroller.firstElementChild).children,
    ]);
    this.focusing.listenTo(rows);
    return new ScrollKeeper({ scroller, front, rows, back }, '.message', {
      moved: (changed) => this.onMoved(changed),
      rested: () => this.seeker.rest(),
      widened: () => this.pages.extent.heights.forget(),
    });
  }
}
customElements.define('qu-timeline', Timeline);
