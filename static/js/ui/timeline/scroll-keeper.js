/** Within so many pixels of the end one is reading the latest. */
const NEAR = 48;
/** So long after the last scrolling it has come to rest. */
const REST = 200;

/**
 * What stands beyond the rows that are shown.
 * @typedef {{holdsStart: boolean, holdsEnd: boolean, front: number, back: number}} Beyond whether the first and the last of
 *   all are among them, and the room that the others would take, in pixels
 */

/**
 * Keeps one's place in a list of which only a part is in the page: at the end one stays at the end; elsewhere what is
 * in view stays where it is, whatever is put in front of it, taken away, or changes its height.
 *
 * Room in front of the rows and behind them stands for what is not shown. Rows that come in front take their room from
 * there, so that the scroll position need not be written: on some devices that ends a scroll under way. The room is set
 * right when the scrolling has come to rest.
 */
export class ScrollKeeper {
  /** Whether the end is in view and is to stay there. */
  atEnd = true;
  /** @type {Beyond} */
  beyond = { holdsStart: true, holdsEnd: true, front: 0, back: 0 };
  /** What was in view and where, the best to hold on to first. @type {{element: HTMLElement, top: number}[]} */
  #held = [];
  #front = 0;
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  #resting;

  /**
   * @param {{scroller: HTMLElement, front: HTMLElement, rows: HTMLElement, back: HTMLElement}} parts
   * @param {string} selector of what can hold a place
   * @param {{moved: (changed: boolean) => void, rested: () => void, widened: () => void}} on `moved` at every scroll;
   *   `changed`: one came to the end, or left it
   */
  constructor({ scroller, front, rows, back }, selector, on) {
    this.scroller = scroller;
    this.front = front;
    this.rows = rows;
    this.back = back;
    this.selector = selector;
    this.on = on;
    this.width = scroller.clientWidth;
    this.onScroll = () => this.remember();
    scroller.addEventListener('scroll', this.onScroll, { passive: true });
    this.resizes = new ResizeObserver(() => this.#onResize());
    this.resizes.observe(scroller);
    this.resizes.observe(rows);
  }

  stop() {
    clearTimeout(this.#resting);
    this.scroller.removeEventListener('scroll', this.onScroll);
    this.resizes.disconnect();
  }

  /** What is in view, the best to hold on to first. @returns {{element: HTMLElement, top: number}|undefined} */
  get held() {
    return this.#held[0];
  }

  /** How much of the rows is above what is in view, and how much below; less than nothing: they are not in view. */
  get overhang() {
    const view = this.scroller.getBoundingClientRect();
    const rows = this.rows.getBoundingClientRect();
    return { above: view.top - rows.top, below: rows.bottom - view.bottom };
  }

  /** How far one is in the whole, from nothing to one, as the scroll bar shows it. */
  get depth() {
    const { scrollTop, scrollHeight } = this.scroller;
    return scrollTop / Math.max(1, scrollHeight);
  }

  /** Notes the place; called at every scroll. */
  remember() {
    const { scrollTop, scrollHeight, clientHeight } = this.scroller;
    const wasAtEnd = this.atEnd;
    this.atEnd = this.beyond.holdsEnd && scrollHeight - scrollTop - clientHeight <= NEAR;
    this.#held = this.#find();
    clearTimeout(this.#resting);
    this.#resting = setTimeout(() => this.#rest(), REST);
    this.on.moved(this.atEnd !== wasAtEnd);
  }

  /** Rows were rendered. @param {Beyond} beyond */
  update(beyond) {
    this.beyond = beyond;
    this.back.style.blockSize = `${beyond.back}px`;
    if (!beyond.holdsEnd) this.atEnd = false;
    this.restore();
  }

  /** Goes back to the place; called after every change of what is shown. */
  restore() {
    if (this.atEnd) {
      this.#setFront(this.beyond.front);
      this.scroller.scrollTop = this.scroller.scrollHeight;
      return;
    }
    const held = this.#held.find(({ element }) => element.isConnected);
    if (held) this.#move(held.element, held.top);
    const { holdsStart, front } = this.beyond;
    if (holdsStart ? this.#front >= 1 : this.#front < Math.min(front, this.scroller.clientHeight)) this.#setRight();
  }

  toEnd() {
    this.atEnd = true;
    this.#held = [];
    this.restore();
  }

  /** Puts an element in view and holds the place there. @param {HTMLElement} element @param {ScrollLogicalPosition} block */
  to(element, block) {
    this.#setFront(this.beyond.front);
    element.scrollIntoView({ block, behavior: 'instant' });
    this.remember();
  }

  /** Puts an element so far below the top of the view, and holds the place there. @param {HTMLElement} element @param {number} top */
  toPlace(element, top) {
    this.#setFront(this.beyond.front);
    this.#scrollTo(element, top);
    this.remember();
  }

  /** Puts an element so far below the top of the view, where one has scrolled by the bar: that stays where it is. @param {HTMLElement} element @param {number} top */
  bring(element, top) {
    this.#move(element, top);
    this.remember();
  }

  #onResize() {
    const { clientWidth } = this.scroller;
    if (clientWidth !== this.width) {
      this.width = clientWidth;
      this.on.widened();
    }
    this.restore();
  }

  #rest() {
    if (!this.atEnd) this.#setRight();
    this.on.rested();
  }

  /** Makes the room in front as large as it should be; nothing moves on the screen. */
  #setRight() {
    const held = this.held;
    const more = this.beyond.front - this.#front;
    if (!held?.element.isConnected || Math.abs(more) < 1) return;
    this.#setFront(this.beyond.front);
    this.scroller.scrollTop += more;
    this.#move(held.element, held.top);
  }

  /** @param {HTMLElement} element @param {number} top */
  #move(element, top) {
    const moved = this.#top(element) - top;
    if (moved === 0) return;
    if (!this.beyond.holdsStart) this.#setFront(Math.max(0, this.#front - moved));
    else this.#setFront(0);
    this.#scrollTo(element, top);
  }

  /** @param {HTMLElement} element @param {number} top */
  #scrollTo(element, top) {
    const rest = this.#top(element) - top;
    if (rest === 0) return;
    this.scroller.scrollTop += rest;
    // Scroll positions are whole pixels; heights need not be.
    const fraction = top - this.#top(element);
    if (Math.abs(fraction) < 1) this.#setFront(Math.max(0, this.#front + fraction));
  }

  /** @param {number} height */
  #setFront(height) {
    if (height === this.#front) return;
    this.#front = height;
    this.front.style.blockSize = `${height}px`;
  }

  /** Messages in view, those first that begin within it: what grows above their beginning is out of sight. */
  #find() {
    const elements = /** @type {NodeListOf<HTMLElement>} */ (this.rows.querySelectorAll(this.selector));
    const height = this.scroller.clientHeight;
    let low = 0;
    let high = elements.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#top(elements[middle]) + elements[middle].clientHeight <= 0) low = middle + 1;
      else high = middle;
    }
    const held = [];
    for (let at = low; at < elements.length; at += 1) {
      const top = this.#top(elements[at]);
      if (top >= height) break;
      held.push({ element: elements[at], top });
    }
    if (held.length > 1 && held[0].top < 0) held.push(/** @type {typeof held[0]} */ (held.shift()));
    return held;
  }

  /** @param {Element} element */
  #top(element) {
    return element.getBoundingClientRect().top - this.scroller.getBoundingClientRect().top;
  }
}
