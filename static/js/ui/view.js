import { nothing, render } from 'lit-html';
import { live } from './live-query.js';

/**
 * The base of our elements: rendered into the page itself (no shadow), at most once a frame, and only while connected.
 * What it watches ends when it leaves the page.
 */
export class View extends HTMLElement {
  /** @type {Map<string, () => void>} */
  #watching = new Map();
  #frame = 0;

  connectedCallback() {
    this.start();
    this.paint();
  }

  disconnectedCallback() {
    for (const end of this.#watching.values()) end();
    this.#watching.clear();
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    this.stop();
  }

  /** Begin watching here. */
  start() {}

  /** Undo here what `start` did beyond `watch` and `until`. */
  stop() {}

  /** @returns {unknown} */
  template() {
    return nothing;
  }

  /** Called after every rendering. */
  rendered() {}

  /** Render in the next frame, however often this is called before. */
  update() {
    this.#frame ||= requestAnimationFrame(() => this.paint());
  }

  paint() {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    if (!this.isConnected) return;
    render(this.template(), this);
    this.rendered();
  }

  /**
   * Runs a query now and whenever what it read has changed. A second query of the same name replaces the first.
   * @template T
   * @param {string} name @param {() => Promise<T>} query @param {(value: T) => void} receive
   * @param {Promise<T>|null} [ahead] its first answer, where that was asked for before; it is painted at once, since
   *   somebody waits for it
   */
  watch(name, query, receive, ahead) {
    let awaited = Boolean(ahead);
    const take = (/** @type {T} */ value) => {
      receive(value);
      if (awaited) this.paint();
      else this.update();
      awaited = false;
    };
    this.until(name, live(query, take, { ahead }));
  }

  /** Ends when the element leaves the page, or when another of this name begins. @param {string} name @param {() => void} end */
  until(name, end) {
    this.#watching.get(name)?.();
    this.#watching.set(name, end);
  }

  /** Listens while the element is in the page. @param {EventTarget} target @param {string} type @param {(event: any) => void} fn @param {AddEventListenerOptions} [options] */
  listen(target, type, fn, options) {
    target.addEventListener(type, fn, options);
    this.until(`${type}:${this.#watching.size}`, () => target.removeEventListener(type, fn, options));
  }
}
