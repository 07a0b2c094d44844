/** @import { Range, StoredMessage } from '../types.js' */
/** @import { ConversationView } from '../db/conversations.js' */
/** @import { Page } from './timeline-page.js' */
/** @import { Member } from './timeline-message.js' */
import { html, nothing } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import { getMessage } from '../db/messages.js';
import { heldRanges } from '../db/ranges.js';
import { context } from './context.js';
import { onNewDay } from './dates.js';
import { deleting } from './deletions.js';
import { highlightIn } from './highlight.js';
import { MessageTools } from './message-tools.js';
import { ScrollKeeper } from './scroll-keeper.js';
import { Extent } from './timeline-extent.js';
import { TimelineFocus } from './timeline-focus.js';
import { Heights } from './timeline-heights.js';
import { HoleFiller } from './timeline-holes.js';
import { measureRows } from './timeline-measure.js';
import { moderates, nameIn } from './timeline-message.js';
import { readPage } from './timeline-page.js';
import { Reading } from './timeline-reading.js';
import { rowsOf } from './timeline-rows.js';
import { placeIn, Seeker } from './timeline-seeker.js';
import { timelineStart } from './timeline-start.js';
import { jumpButtons, rowTemplates, wholeHole } from './timeline-template.js';
import { TimelineWindow } from './timeline-window.js';
import { View } from './view.js';
import { words } from './words.js';

/** The messages of a conversation: those near what is in view are in the page, however many there are. */
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
  extent = new Extent([], new Heights());
  window = new TimelineWindow(this.extent);
  holes = /** @type {HoleFiller} */ (/** @type {unknown} */ (null));
  /** @type {ScrollKeeper|null} */
  keeper = null;
  seeker = new Seeker(this);
  reading = new Reading(this);
  focusing = new TimelineFocus(this);
  tools = new MessageTools({
    messageOf: (article) => this.messageOf(article),
    reactionsOf: (id) => this.page?.reactions.get(id) ?? [],
    nameOf: (userId) => this.nameOf(userId),
    moderates: () => moderates(this.view, this.members),
    show: (id) => this.show(id),
    reply: (message) => this.reply(message),
    edit: (message) => this.edit(message),
    write: () => this.write(),
    restore: (text) => this.restore(text),
  });

  start() {
    const { store } = context;
    this.holes = new HoleFiller(this.conversationId, () => this.update());
    this.until('holes', () => this.holes.stop());
    const place = placeIn(this.conversationId);
    let begun = false;
    this.watch(
      'ranges',
      () => heldRanges(store, this.conversationId),
      async (ranges) => {
        this.onRanges(ranges);
        if (begun) return;
        begun = true;
        this.reading.begin(this.extent.last);
        this.seeker.begin(await place);
      },
    );
    this.until(
      'deleting',
      deleting.subscribe(() => this.update()),
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

  // What is shown

  /** @param {Range[]} ranges */
  onRanges(ranges) {
    this.extent.spans = ranges;
    this.seeker.onExtent();
  }

  query() {
    const { conversationId } = this;
    const { from, to } = this.window;
    this.watch(
      'page',
      () => readPage(context.store, conversationId, { from, to }),
      (page) => this.receive(page),
    );
  }

  /** @param {Page} page */
  receive(page) {
    this.measure();
    this.page = page;
  }

  /** Notes how high the messages are that are shown, for when they are not. */
  measure() {
    if (this.keeper) measureRows(this.keeper.rows, this.extent.heights);
  }

  get viewHeight() {
    return this.keeper?.scroller.clientHeight ?? innerHeight;
  }

  showEnd() {
    this.window.toEnd(this.viewHeight);
    this.query();
  }

  /** @param {number} ordinal */
  showAround(ordinal) {
    this.window.around(ordinal, this.viewHeight);
    this.query();
  }

  /** Shows other messages where one has come near the end of those that are shown. */
  fit() {
    const { keeper, seeker, extent, page } = this;
    // What is on its way is fitted once it is there.
    if (!keeper || !page || seeker.sought || !this.window.equals(page.shown)) return;
    const { above, below } = keeper.overhang;
    if (above < -this.viewHeight || below < -this.viewHeight) {
      const ordinal = extent.at(keeper.depth * extent.height);
      return void seeker.to({ ordinal, as: 'barred', top: 0 });
    }
    this.measure();
    if (this.window.fit(above, below)) this.query();
    this.holes.check(keeper.scroller, keeper.rows.querySelectorAll('.timeline-hole'));
  }

  // Where one is

  get atEnd() {
    return this.keeper?.atEnd ?? true;
  }

  get isSeeking() {
    return this.seeker.sought !== null;
  }

  /** One has scrolled. @param {boolean} changed whether one has come to the end, or left it */
  onMoved(changed) {
    if (changed) this.update();
    if (this.atEnd) this.reading.caughtUp();
    this.fit();
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
          <div class="timeline-rows">${this.rowsTemplate()}</div>
          <div class="timeline-room"></div>
        </div>
      </div>
      ${jumpButtons(this)}`;
  }

  rowsTemplate() {
    const { page, view } = this;
    if (!page || !view) return nothing;
    const gone = deleting.get();
    const messages = page.messages.filter(({ id }) => !gone.has(id));
    this.focusing.choose(messages);
    const { last_ordinal } = view.conversation;
    const first = page.previous ?? page.messages[0];
    const nothingHeld = (first?.ordinal ?? null) === null && last_ordinal > 0;
    const begins = !page.previous && (last_ordinal === 0 || first?.ordinal === 1);
    return html`${begins ? timelineStart(view) : nothing}
      ${nothingHeld ? wholeHole(last_ordinal, this.holes.state) : nothing}
      ${repeat(rowsOf(messages, this.reading.firstUnread, page.previous), ({ key }) => key, rowTemplates(this, page))}`;
  }

  paint() {
    this.focusing.keep();
    super.paint();
  }

  rendered() {
    const { page } = this;
    if (!page) return;
    this.keeper ??= this.makeKeeper();
    const { extent, keeper } = this;
    const { from, to } = page.shown;
    const holdsStart = from <= Math.max(1, extent.first);
    const holdsEnd = to === Infinity;
    keeper.update({
      holdsStart,
      holdsEnd,
      front: holdsStart ? 0 : extent.above(from),
      back: holdsEnd ? 0 : extent.below(to),
    });
    this.seeker.settle();
    this.focusing.giveBack();
    highlightIn(this);
    this.reading.markRead();
    this.holes.awaitEnd(this.view?.conversation.last_ordinal ?? 0, Math.max(extent.last, this.reading.newest));
    this.fit();
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
      widened: () => this.extent.heights.forget(),
    });
  }
}
customElements.define('qu-timeline', Timeline);
