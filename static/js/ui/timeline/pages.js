/** @import { Range } from '../../types.js' */
/** @import { Beyond } from './scroll-keeper.js' */
/** @import { Page } from './page.js' */
/** @import { Timeline } from './timeline.js' */
import { beginningOf } from '../../db/beginning.js';
import { heldRanges } from '../../db/ranges.js';
import { context } from '../context.js';
import { Extent } from './extent.js';
import { Heights } from './heights.js';
import { measureRows } from './measure.js';
import { readPage } from './page.js';
import { TimelineWindow } from './window.js';

/** What a timeline reads of its conversation: which messages are held, and of these the page that is shown. */
export class Pages {
  /** What is shown. @type {Page|null} */
  page = null;
  extent = new Extent([], new Heights());
  /** What is to be shown; its page may still be on the way. */
  window = new TimelineWindow(this.extent);

  /** The page that was read before its timeline was there. @type {Promise<Page|null>|null} */
  #ahead = null;

  /** @param {Timeline} timeline */
  constructor(timeline) {
    this.timeline = timeline;
  }

  /** @param {() => void} begun called once it is known what is held */
  begin(begun) {
    const { timeline } = this;
    /** @type {(() => void)|null} */
    let first = begun;
    this.#ahead = timeline.ahead?.page ?? null;
    timeline.watch(
      'ranges',
      () => heldRanges(context.store, timeline.conversationId),
      (/** @type {Range[]} */ ranges) => {
        this.extent.spans = ranges;
        this.extent.beginning = beginningOf(timeline.view?.conversation);
        timeline.seeker.onExtent();
        first?.();
        first = null;
      },
      timeline.ahead?.ranges,
    );
  }

  #query() {
    const { conversationId } = this.timeline;
    const { from, to } = this.window;
    const read = () => readPage(context.store, conversationId, { from, to });
    this.timeline.watch(
      'page',
      read,
      (page) => {
        this.#measure();
        this.page = page;
      },
      this.#ahead?.then((page) => (page && this.window.equals(page.shown) ? page : read())),
    );
    this.#ahead = null;
  }

  /** Notes how high the messages are that are shown, for when they are not. */
  #measure() {
    const { keeper } = this.timeline;
    if (keeper) measureRows(keeper.rows, this.extent.heights);
  }

  get #viewHeight() {
    return this.timeline.keeper?.scroller.clientHeight ?? innerHeight;
  }

  showEnd() {
    this.window.toEnd(this.#viewHeight, { opening: !this.page });
    this.#query();
  }

  /** @param {number} ordinal */
  showAround(ordinal) {
    this.window.around(ordinal, this.#viewHeight);
    this.#query();
  }

  /** Shows other messages where one has come near the end of those that are shown. */
  fit() {
    const { keeper, seeker, holes } = this.timeline;
    // What is on its way is fitted once it is there.
    if (!keeper || !this.page || seeker.sought || !this.window.equals(this.page.shown)) return;
    const { above, below } = keeper.overhang;
    if (above < -this.#viewHeight || below < -this.#viewHeight) {
      const depth = keeper.depth * this.extent.height;
      const ordinal = this.extent.at(depth);
      return void seeker.to({ ordinal, as: 'barred', top: this.extent.above(ordinal) - depth });
    }
    this.#measure();
    if (this.window.fit(above, below)) this.#query();
    holes.check(keeper.scroller, keeper.rows.querySelectorAll('.timeline-hole'));
  }

  /** What stands beyond what is shown. @param {Page} page @returns {Beyond} */
  beyond({ shown: { from, to } }) {
    const holdsStart = from <= Math.max(1, this.extent.first);
    const holdsEnd = to === Infinity;
    return {
      holdsStart,
      holdsEnd,
      front: holdsStart ? 0 : this.extent.above(from),
      back: holdsEnd ? 0 : this.extent.below(to),
    };
  }
}
