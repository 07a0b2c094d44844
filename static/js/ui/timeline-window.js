/** @import { Page } from './timeline-page.js' */
import { loadOlder } from '../sync/history.js';
import { context } from './context.js';

/** How many messages are shown at first, and how many more come when one nears the top. */
const STEP = 60;
/** Above this a jump to the end begins anew with a few, so that a long read does not stay costly. */
const MANY = 3 * STEP;

/** How much of a conversation the timeline shows: the newest messages, and ever more of the older ones. */
export class TimelineWindow {
  limit = STEP;
  /** Whether there are messages before the first one shown. */
  hasOlder = true;
  /** Whether the device holds all there is; showing it may take a few steps more. */
  complete = false;
  /** @type {'idle'|'loading'|'offline'} */
  state = 'idle';

  /** @param {string} conversationId @param {() => void} changed called when more should be read, or the state is another */
  constructor(conversationId, changed) {
    this.conversationId = conversationId;
    this.changed = changed;
  }

  /** Enough to hold a message, with some before it. @param {number} ordinal @param {number} newest */
  reach(ordinal, newest) {
    this.limit = Math.max(this.limit, newest - ordinal + STEP / 2);
  }

  /** Few again, for the end. @returns {boolean} whether that is a change */
  shrink() {
    if (this.limit <= MANY) return false;
    this.limit = STEP;
    this.hasOlder = true;
    return true;
  }

  /** @param {Page} page what is shown now */
  note({ messages }) {
    if (messages[0]?.ordinal === 1) this.hasOlder = false;
  }

  /** Shows more of what is held, and fetches what is not. @param {Page} page */
  async grow({ messages }) {
    if (!this.hasOlder || this.state === 'loading') return;
    const held = messages.filter(({ ordinal }) => ordinal !== null).length;
    if (held < this.limit && this.complete) {
      this.hasOlder = false;
      return this.changed();
    }
    if (held < this.limit && !(await this.#fetch())) return;
    this.limit = Math.max(this.limit, held + STEP);
    this.changed();
  }

  /** @returns {Promise<boolean>} whether something came */
  async #fetch() {
    if (this.state === 'offline' && !navigator.onLine) return false;
    this.state = 'loading';
    try {
      this.complete = !(await loadOlder(context.store, this.conversationId)).hasOlder;
      this.state = 'idle';
    } catch {
      this.state = 'offline';
      this.changed();
    }
    return this.state === 'idle';
  }
}
