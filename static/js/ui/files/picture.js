/** @import { Attachment } from '../../types.js' */
import { html, nothing } from 'lit-html';
import { pictureOf } from '../../sync/previews.js';
import { status } from '../../sync/status.js';
import { context } from '../context.js';
import { icon } from '../icon.js';
import { View } from '../view.js';

/** The longer side of a picture that stands alone, in CSS pixels. */
const LARGEST = 320;
/** A sliver is made so wide that one can hit it. */
const SMALLEST = 72;
/** So far ahead of the view pictures are fetched. */
const AHEAD = '800px';

/** Begins to look when the picture comes near the view. */
const watcher = new IntersectionObserver(
  (entries) => {
    for (const { isIntersecting, target } of entries) if (isIntersecting) /** @type {Picture} */ (target).look();
  },
  // Within what scrolls only the second counts; browsers without it fetch what is in view.
  /** @type {IntersectionObserverInit} */ ({ rootMargin: AHEAD, scrollMargin: AHEAD }),
);

/**
 * The picture of a file. Its room is kept from the first moment, so nothing moves when it comes; it comes when it is
 * nearly in view, from this device or else from the server.
 */
export class Picture extends View {
  /** @type {Attachment} */
  file = /** @type {any} */ (null);
  conversationId = '';
  /** Whether it stands alone and keeps its shape; otherwise the place it stands in says how large it is. */
  alone = false;
  /** Read out instead of the name, where a name stands beside it. @type {string|null} */
  label = null;
  url = '';
  missing = false;
  looking = false;

  start() {
    if (this.alone) this.reserve();
    watcher.observe(this);
  }

  stop() {
    watcher.unobserve(this);
    URL.revokeObjectURL(this.url);
    this.url = '';
  }

  reserve() {
    const { width, height } = fit(this.file);
    this.style.inlineSize = `${width}px`;
    this.style.aspectRatio = `${width} / ${height}`;
  }

  async look() {
    if (this.url || this.looking) return;
    this.looking = true;
    try {
      this.show(await pictureOf(context.store, this.file, this.conversationId));
    } catch (/** @type {any} */ error) {
      this.missing = true;
      // Gone for good, or only out of reach.
      if (error.status !== 404)
        this.until(
          'online',
          status.subscribe(({ online }) => online && this.again()),
        );
    } finally {
      this.looking = false;
      this.update();
    }
  }

  again() {
    this.until('online', () => {});
    if (!this.looking) void this.look();
  }

  /** @param {Blob|null} blob */
  show(blob) {
    if (!this.isConnected) return;
    this.missing = !blob;
    if (!blob) return;
    this.url = URL.createObjectURL(blob);
    watcher.unobserve(this);
  }

  template() {
    const { url, missing, file } = this;
    if (url) return html`<img src=${url} alt=${this.label ?? file.name} decoding="async" draggable="false" />`;
    return html`<span class="picture-room" role="img" aria-label=${this.label ?? file.name}>${missing ? icon('image') : nothing}</span>`;
  }
}
customElements.define('qu-picture', Picture);

/** How large a picture is shown that stands alone: never larger than it is. @param {{width: number|null, height: number|null}} file */
export function fit({ width, height }) {
  const [wide, high] = [width || 16, height || 9];
  const scale = Math.min(1, LARGEST / wide, LARGEST / high);
  return {
    width: Math.round(Math.max(SMALLEST, wide * scale)),
    height: Math.round(Math.max(SMALLEST, high * scale)),
  };
}
