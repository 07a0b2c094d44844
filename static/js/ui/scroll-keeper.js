/** Within so many pixels of the end one is reading the latest. */
const NEAR = 48;

/**
 * Keeps one's place in a list that grows at both ends: at the end one stays at the end; elsewhere the message at the
 * top of the view stays where it is, whatever is put in front of it or changes its height above it.
 */
export class ScrollKeeper {
  /** Whether the end is in view and is to stay there. */
  atEnd = true;
  /** @type {{element: Element, top: number}|null} */
  #anchor = null;

  /** @param {HTMLElement} scroller @param {HTMLElement} column what grows in it @param {string} selector of what can hold a place @param {(changed: boolean) => void} moved called at every scroll; `changed`: one came to the end, or left it */
  constructor(scroller, column, selector, moved) {
    this.scroller = scroller;
    this.column = column;
    this.selector = selector;
    this.moved = moved;
    this.onScroll = () => this.remember();
    scroller.addEventListener('scroll', this.onScroll, { passive: true });
    this.resizes = new ResizeObserver(() => this.restore());
    this.resizes.observe(scroller);
    this.resizes.observe(column);
  }

  stop() {
    this.scroller.removeEventListener('scroll', this.onScroll);
    this.resizes.disconnect();
  }

  /** Notes the place; called at every scroll. */
  remember() {
    const { scrollTop, scrollHeight, clientHeight } = this.scroller;
    const wasAtEnd = this.atEnd;
    this.atEnd = scrollHeight - scrollTop - clientHeight <= NEAR;
    this.#anchor = this.atEnd ? null : this.#find();
    this.moved(this.atEnd !== wasAtEnd);
  }

  /** Goes back to the place; called after every change of what is shown. */
  restore() {
    if (this.atEnd) {
      this.scroller.scrollTop = this.scroller.scrollHeight;
    } else if (this.#anchor?.element.isConnected) {
      const moved = this.#top(this.#anchor.element) - this.#anchor.top;
      if (moved !== 0) this.scroller.scrollTop += moved;
    }
  }

  /** @param {ScrollBehavior} [behavior] */
  toEnd(behavior = 'instant') {
    this.atEnd = true;
    this.#anchor = null;
    this.scroller.scrollTo({ top: this.scroller.scrollHeight, behavior });
  }

  /** Puts an element in view and holds the place there. @param {Element} element @param {ScrollLogicalPosition} block */
  to(element, block) {
    element.scrollIntoView({ block, behavior: 'instant' });
    this.remember();
  }

  /** The first element that is in view. */
  #find() {
    const elements = this.column.querySelectorAll(this.selector);
    let low = 0;
    let high = elements.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#top(elements[middle]) + elements[middle].clientHeight <= 0) low = middle + 1;
      else high = middle;
    }
    const element = elements[low];
    return element ? { element, top: this.#top(element) } : null;
  }

  /** @param {Element} element */
  #top(element) {
    return element.getBoundingClientRect().top - this.scroller.getBoundingClientRect().top;
  }
}
