/** @import { Page, Where } from '../../sync/history.js' */
import { fetchHistory } from '../../sync/history.js';
import { status } from '../../sync/status.js';
import { context } from '../context.js';

/** A hole so near to what is in view, in pixels, is filled. */
const NEAR = 1600;
/** So long one waits after a failure, in seconds, unless told otherwise. */
const AGAIN_AFTER = 10;
/** What is new comes by itself; only when it hasn't for so long, in milliseconds, it is fetched. */
const PATIENCE = 1500;
/** So long, in milliseconds, what has come may take until it is on the screen. */
const LEISURE = 3000;

/** Fetches what is not held where somebody comes near it, a page at a time, from the side from which they come. */
export class HoleFiller {
  /** @type {'idle'|'loading'|'offline'} */
  state = 'idle';
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  #again;
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  #late;
  /** What was fetched last and is not on the screen yet, or does not exist: it is not asked for again at once. */
  #fetched = { what: '', at: 0 };

  /** @param {string} conversationId @param {() => void} changed called when the state is another */
  constructor(conversationId, changed) {
    this.conversationId = conversationId;
    this.changed = changed;
    let online = status.get().online;
    this.unsubscribe = status.subscribe((now) => {
      if (now.online && !online) this.#retry();
      online = now.online;
    });
  }

  stop() {
    this.unsubscribe();
    clearTimeout(this.#again);
    clearTimeout(this.#late);
  }

  /** @param {Where} where @returns {Promise<Page|null>} null: nothing came */
  async fetch(where) {
    clearTimeout(this.#again);
    this.#become('loading');
    try {
      const page = await fetchHistory(context.store, this.conversationId, where);
      this.#become('idle');
      return page;
    } catch (error) {
      const { retryAfter = null } = /** @type {{retryAfter?: number|null}} */ (error);
      this.#again = setTimeout(() => this.#retry(), (retryAfter ?? AGAIN_AFTER) * 1000);
      this.#become('offline');
      return null;
    }
  }

  /** @param {HTMLElement} scroller @param {Iterable<HTMLElement>} holes that are in the page, with their ordinals */
  async check(scroller, holes) {
    if (this.state !== 'idle') return;
    const where = nearest(scroller, holes);
    const what = JSON.stringify(where);
    if (!where || (what === this.#fetched.what && Date.now() < this.#fetched.at + LEISURE)) return;
    await this.fetch(where);
    this.#fetched = { what, at: Date.now() };
  }

  /**
   * Where the newest messages are not held: a conversation of which nothing was kept, or that another page has heard of first.
   * @param {number} last ordinal @param {number} held the newest that is
   */
  awaitEnd(last, held) {
    clearTimeout(this.#late);
    if (last <= held || this.state !== 'idle') return;
    this.#late = setTimeout(() => {
      if (!status.get().syncing) this.fetch(held ? { after: held } : {});
    }, PATIENCE);
  }

  #retry() {
    clearTimeout(this.#again);
    if (this.state === 'offline') this.#become('idle');
  }

  /** @param {HoleFiller['state']} state */
  #become(state) {
    if (this.state === state) return;
    this.state = state;
    this.changed();
  }
}

/** The page that fills the hole that is nearest to what is in view. @param {HTMLElement} scroller @param {Iterable<HTMLElement>} holes @returns {Where|null} */
function nearest(scroller, holes) {
  const view = scroller.getBoundingClientRect();
  const middle = view.top + view.height / 2;
  let least = NEAR + view.height / 2;
  let found = null;
  for (const hole of holes) {
    const { top, bottom } = hole.getBoundingClientRect();
    const distance = Math.abs((top + bottom) / 2 - middle);
    if (distance > least) continue;
    least = distance;
    found = sideOf(hole, (top + bottom) / 2 < middle);
  }
  return found;
}

/** Who scrolls up has a hole above, and reads on from its lower end. @param {HTMLElement} hole @param {boolean} isAbove @returns {Where} */
function sideOf({ dataset }, isAbove) {
  const [from, to] = [Number(dataset.from), Number(dataset.to)];
  return isAbove || from === 1 ? { before: to + 1 } : { after: from - 1 };
}
