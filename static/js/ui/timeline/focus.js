/** @import { StoredMessage } from '../../types.js' */
/** @import { Timeline } from './timeline.js' */
import { unsavedIn } from '../../sync/unsaved.js';
import { onLongPress } from '../long-press.js';
import { readByKeys } from './keys.js';

/**
 * The focus and the pointer in the timeline. One message is in the tab order. A message that goes out of the page while
 * it has the focus leaves it to the timeline, and has it again when it comes back.
 */
export class TimelineFocus {
  /** Of the message that is in the tab order. */
  id = '';
  /** Of the message that went out of the page with the focus. */
  #lost = '';

  /** @param {Timeline} timeline */
  constructor(timeline) {
    this.timeline = timeline;
  }

  get scroller() {
    return this.timeline.keeper?.scroller;
  }

  /** @param {HTMLElement} rows */
  listenTo(rows) {
    onLongPress(rows, (event) => {
      const article = articleAt(event);
      if (article) this.timeline.tools.openMenuAt(article, { x: event.clientX, y: event.clientY });
    });
  }

  /** The way in: where the focus is, else the newest message, or where one reads. @param {StoredMessage[]} messages */
  choose(messages) {
    const { timeline } = this;
    const isThere = messages.some(({ id }) => id === this.id);
    if (isThere && timeline.contains(document.activeElement)) return;
    const inView = timeline.atEnd ? undefined : timeline.keeper?.held?.element.dataset.messageId;
    this.id = messages.find(({ id }) => id === inView)?.id ?? messages.at(-1)?.id ?? '';
  }

  /** Before a rendering: the focus must not go with a message. */
  keep() {
    const { page } = this.timeline;
    const article = this.scroller?.contains(document.activeElement)
      ? /** @type {HTMLElement|null} */ (document.activeElement?.closest('article'))
      : null;
    const id = article?.dataset.messageId;
    if (!id) return;
    const held = page?.messages.some((message) => message.id === id);
    // What was only told goes when it was taken back, and becomes another element when it was kept.
    const stays = article.matches('[data-unsaved]') ? !held && this.#isTold(id) : held;
    if (stays) return;
    this.#lost = id;
    this.scroller?.focus({ preventScroll: true });
  }

  /** @param {string} id */
  #isTold(id) {
    return unsavedIn(this.timeline.conversationId).some((message) => message.id === id);
  }

  /** After a rendering. */
  giveBack() {
    if (!this.#lost || document.activeElement !== this.scroller) return;
    const article = /** @type {HTMLElement|null} */ (
      this.timeline.querySelector(`[data-message-id="${CSS.escape(this.#lost)}"]`)
    );
    article?.focus({ preventScroll: true });
  }

  /** @param {FocusEvent} event */
  onFocus = (event) => {
    const article = articleAt(event);
    const id = this.timeline.messageOf(article)?.id;
    if (!article || !id) return;
    this.#lost = '';
    if (this.id !== id) {
      this.id = id;
      this.timeline.update();
    }
    if (article.matches(':focus-visible')) this.timeline.tools.showBar(article);
  };

  /** @param {PointerEvent} event */
  onPointer = (event) => {
    const article = articleAt(event);
    if (article && event.pointerType === 'mouse') this.timeline.tools.showBar(article);
  };

  /** @param {KeyboardEvent} event */
  onKey = (event) => {
    const { timeline } = this;
    const { keeper, tools } = timeline;
    if (!keeper) return;
    const where = { scroller: keeper.scroller, column: keeper.rows, inView: keeper.held?.element };
    readByKeys(event, where, {
      act: (key, article) => tools.onMessageKey(key, article),
      toEdge: (key) => this.#toEdge(key),
    });
  };

  /** To the first message of all, or the last: those that are there at once. @param {'Home'|'End'} key */
  #toEdge(key) {
    const { timeline } = this;
    const last = timeline.page?.messages.at(-1);
    if (key === 'End' && timeline.pages.window.holdsEnd && last) return this.#go(last.id);
    if (key === 'End') return void timeline.seeker.to({ ordinal: timeline.pages.extent.last, as: 'edge' });
    const first = timeline.page?.messages[0];
    const { beginning } = timeline.pages.extent;
    if (first && (first.ordinal ?? 1) <= beginning) return this.#go(first.id);
    return void timeline.seeker.to({ ordinal: beginning, as: 'edge' });
  }

  /** @param {string} id */
  #go(id) {
    const article = /** @type {HTMLElement|null} */ (
      this.timeline.querySelector(`[data-message-id="${CSS.escape(id)}"]`)
    );
    article?.focus({ preventScroll: true });
    article?.scrollIntoView({ block: 'nearest' });
  }
}

/** @param {Event} event @returns {HTMLElement|null} */
const articleAt = ({ target }) => (target instanceof Element ? target.closest('article') : null);
