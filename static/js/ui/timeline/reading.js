/** @import { Arrivals } from '../../db/arrivals.js' */
/** @import { Timeline } from './timeline.js' */
import { arrivalsAfter } from '../../db/arrivals.js';
import { markRead } from '../../db/receipts.js';
import { context } from '../context.js';
import { announceArrivals, SPOKEN } from './arrivals.js';

const READ_AFTER = 250;

/** What is new in an open conversation: where the unread begin, what comes while one reads further up, and what one has read. */
export class Reading {
  /** Ordinal of the message above which the unread begin. @type {number|null} */
  firstUnread = null;
  /** How many came while one was reading further up. */
  arrived = 0;
  /** How many unread ones stand so far up that one began at the end all the same. */
  unreadAbove = 0;
  /** Ordinal of the newest message. */
  newest = 0;
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  #marking;

  /** @param {Timeline} timeline */
  constructor(timeline) {
    this.timeline = timeline;
  }

  stop() {
    clearTimeout(this.#marking);
  }

  /** @param {number} newest ordinal up to which everything was there at the beginning */
  begin(newest) {
    const { timeline } = this;
    this.newest = newest;
    timeline.watch(
      'arrivals',
      () => arrivalsAfter(context.store, timeline.conversationId, this.newest, SPOKEN + 1),
      (arrivals) => arrivals && this.#welcome(arrivals),
    );
  }

  /** New messages have come. @param {Arrivals} arrivals */
  #welcome({ last, count, first, newest }) {
    if (last <= this.newest) return;
    this.newest = last;
    if (count === 0) return;
    const { atEnd } = this.timeline;
    if (!atEnd) this.arrived += count;
    if (!atEnd || !isLookedAt()) this.firstUnread ??= first;
    announceArrivals(count, newest, this.timeline.nameOf);
  }

  /** One has come to the end. */
  caughtUp() {
    this.arrived = 0;
    this.markRead();
  }

  /** One's own words went out: what was unread is read. */
  sent() {
    this.firstUnread = null;
    this.arrived = 0;
    this.unreadAbove = 0;
  }

  /** Read is what somebody has before their eyes, at the end of the conversation; told a few times a second at most. */
  markRead() {
    this.#marking ??= setTimeout(() => {
      this.#marking = undefined;
      const { timeline, newest } = this;
      if (!timeline.atEnd || timeline.isSeeking || !isLookedAt()) return;
      const own = timeline.members.get(context.store.userId)?.membership;
      if (own && own.read_ordinal < newest) markRead(context.store, timeline.conversationId, newest);
    }, READ_AFTER);
  }
}

/** Whether somebody has this page before their eyes. */
const isLookedAt = () => document.visibilityState === 'visible' && document.hasFocus();
