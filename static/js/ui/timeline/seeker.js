/** @import { Place } from '../../db/places.js' */
/** @import { Timeline } from './timeline.js' */
import { getPlace, savePlace } from '../../db/places.js';
import { context } from '../context.js';
import { forgetOrdinal, route } from '../router.js';
import { showToast } from '../toast.js';
import { words } from '../words.js';

/** When more than this is unread, one begins at the end all the same. */
const FAR = 500;
/** A place that differs by fewer pixels is the same. */
const SLACK = 4;

/**
 * A message to be brought into view: to the middle, pointed at; to the top, under the line above the unread; or so far
 * below the top of the view, as one left it or as the scroll bar stands; or the end. `unasked`: one may scroll elsewhere meanwhile.
 * @typedef {{ordinal: number, as: 'found'|'unread'|'edge'|'left'|'barred'|'end', top?: number, unasked?: boolean}} Sought
 */

/** Where in a conversation one is, and how one gets elsewhere: without all that lies between. */
export class Seeker {
  /** @type {Sought|null} */
  sought = null;
  /** Where one stood after the last jump. @type {Place|null} */
  #arrivedAt = null;

  /** @param {Timeline} timeline */
  constructor(timeline) {
    this.timeline = timeline;
  }

  /** Where one begins: at the message that the address names, where one left, at the unread, or at the end. @param {Place|undefined} place */
  begin(place) {
    const { reading, view } = this.timeline;
    const { firstUnreadOrdinal = null, unread = 0, conversation: { last_ordinal = 0 } = {} } = view ?? {};
    const { ordinal } = route.get();
    reading.firstUnread = firstUnreadOrdinal;
    if (ordinal !== null) return this.to({ ordinal, as: 'found' });
    if (place) {
      reading.arrived = unread;
      return this.to({ ...place, as: 'left', unasked: true });
    }
    if (firstUnreadOrdinal === null) return this.timeline.pages.showEnd();
    if (last_ordinal - firstUnreadOrdinal < FAR)
      return this.to({ ordinal: firstUnreadOrdinal, as: 'unread', unasked: true });
    reading.unreadAbove = unread;
    return this.timeline.pages.showEnd();
  }

  /** @param {Sought} sought */
  to(sought) {
    this.sought = { ...sought, ordinal: Math.max(this.timeline.pages.extent.beginning, sought.ordinal) };
    if (this.timeline.pages.extent.holds(this.sought.ordinal))
      return this.timeline.pages.showAround(this.sought.ordinal);
    if (!this.timeline.page) this.timeline.pages.showEnd();
    return this.#fetch(this.sought);
  }

  toEnd() {
    this.sought = { ordinal: Infinity, as: 'end' };
    this.timeline.pages.showEnd();
    this.settle();
  }

  /** @param {Sought} sought */
  async #fetch(sought) {
    const page = await this.timeline.holes.fetch({ around: sought.ordinal });
    if (this.sought !== sought) return;
    if (page) {
      // There may be no such message; the nearest will do.
      sought.ordinal = Math.min(Math.max(page.oldest, sought.ordinal), page.newest);
      return this.onExtent();
    }
    // It comes when its place is looked at with a network; until then the nearest that is held is shown.
    const ordinal = this.timeline.pages.extent.nearest(sought.ordinal);
    this.sought = ordinal && !sought.unasked ? { ordinal, as: 'edge' } : null;
    if (!sought.unasked) showToast(words.timeline.notHere);
    if (this.sought) this.timeline.pages.showAround(ordinal);
  }

  /** What is held is other than before. */
  onExtent() {
    const { sought, timeline } = this;
    if (sought && timeline.pages.extent.holds(sought.ordinal) && !timeline.pages.window.shows(sought.ordinal))
      timeline.pages.showAround(sought.ordinal);
  }

  /** Goes to what is sought, once it is there. */
  settle() {
    const { sought, timeline } = this;
    const { page, keeper } = timeline;
    if (!sought || !keeper || !page) return;
    if (sought.as === 'end') return this.#settleAtEnd(page);
    if (!page.messages.some(({ ordinal }) => ordinal === sought.ordinal)) return;
    this.sought = null;
    const article = timeline.articleAt(sought.ordinal);
    if (!article) return; // about to be deleted
    const line =
      sought.as === 'unread' ? /** @type {HTMLElement|null} */ (timeline.querySelector('.unread-divider')) : null;
    if (sought.as === 'left') keeper.toPlace(article, sought.top ?? 0);
    else if (sought.as === 'barred') keeper.bring(article, sought.top ?? 0);
    else if (sought.as === 'unread') keeper.to(line ?? article, 'start');
    else this.#point(article, sought);
    this.#arrivedAt = this.#place();
  }

  /** @param {import('./page.js').Page} page */
  #settleAtEnd(page) {
    if (page.shown.to !== Infinity) return;
    this.sought = null;
    this.timeline.keeper?.toEnd();
  }

  /** @param {HTMLElement} article @param {Sought} sought */
  #point(article, { as }) {
    this.timeline.keeper?.to(article, 'center');
    article.focus({ preventScroll: true });
    if (as === 'edge') return;
    article.classList.remove('flash');
    article.getBoundingClientRect(); // begins the animation anew
    article.classList.add('flash');
  }

  /** One has scrolled by oneself. */
  giveUp() {
    if (this.sought?.unasked) this.sought = null;
  }

  /** One has come to rest somewhere: that is where one will be again. */
  rest() {
    if (this.sought) return;
    const place = this.#place();
    const { conversationId } = this.timeline;
    const { id, ordinal } = route.get();
    if (id === conversationId && ordinal !== null && !isSame(place, this.#arrivedAt)) forgetOrdinal();
    savePlace(context.store, conversationId, place);
  }

  /** @returns {Place|null} */
  #place() {
    const { keeper, atEnd } = this.timeline;
    const ordinal = Number(keeper?.held?.element.dataset.ordinal);
    return keeper?.held && ordinal && !atEnd ? { ordinal, top: keeper.held.top } : null;
  }
}

/** @param {string} conversationId */
export const placeIn = (conversationId) => getPlace(context.store, conversationId);

/** @param {Place|null} one @param {Place|null} other */
const isSame = (one, other) => one?.ordinal === other?.ordinal && Math.abs((one?.top ?? 0) - (other?.top ?? 0)) < SLACK;
