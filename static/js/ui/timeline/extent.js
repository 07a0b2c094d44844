/** @import { Span } from '../../db/ranges.js' */
/** @import { Heights } from './heights.js' */

/** What stands in the place of messages that are not held, in pixels. */
const HOLE = 48;
/** What stands above the first message of all. */
const START = 220;

/**
 * The whole of a conversation as far as it is held: which messages there are, and where each would stand if all of them
 * were shown. Only what is near the screen is; the rest is room of this size.
 */
export class Extent {
  /** @param {Span[]} spans sorted @param {Heights} heights */
  constructor(spans, heights) {
    this.spans = spans;
    this.heights = heights;
    /** Ordinal of the first message that there is at all. */
    this.beginning = 1;
  }

  /** Ordinal of the first message that is held; 0: none is. */
  get first() {
    return this.spans[0]?.from ?? 0;
  }

  /** Ordinal of the last one. */
  get last() {
    return this.spans.at(-1)?.to ?? 0;
  }

  get holdsBeginning() {
    return this.first > 0 && this.first <= this.beginning;
  }

  /** @param {number} ordinal */
  holds(ordinal) {
    return this.spans.some(({ from, to }) => from <= ordinal && ordinal <= to);
  }

  /** The held one that is nearest; 0: none is. @param {number} ordinal */
  nearest(ordinal) {
    if (this.holds(ordinal)) return ordinal;
    const before = this.spans.findLast(({ to }) => to < ordinal)?.to;
    const after = this.spans.find(({ from }) => from > ordinal)?.from;
    if (before === undefined || after === undefined) return before ?? after ?? 0;
    return ordinal - before < after - ordinal ? before : after;
  }

  /** The height of everything before a message. @param {number} ordinal */
  above(ordinal) {
    let height = this.holdsBeginning ? START : HOLE;
    for (const { from, to } of this.spans) {
      if (from > ordinal) break;
      if (from > this.first) height += HOLE;
      height += this.heights.between(from, Math.min(to, ordinal - 1));
    }
    return height;
  }

  /** The height of everything after a message. @param {number} ordinal */
  below(ordinal) {
    return Math.max(0, this.height - this.above(ordinal + 1));
  }

  get height() {
    return this.above(this.last + 1);
  }

  /** The message that stands so far down. @param {number} height from the top of all */
  at(height) {
    let rest = height - (this.holdsBeginning ? START : HOLE);
    for (const { from, to } of this.spans) {
      const own = this.heights.between(from, to);
      if (rest < own) return this.passDown(from, Math.max(0, rest));
      rest -= own + HOLE;
    }
    return this.last;
  }

  /** Going up from a message, the one with which so much comes in front of it. @param {number} ordinal @param {number} distance in pixels */
  up(ordinal, distance) {
    return this.#reach(ordinal, distance, (at) => this.#before(at));
  }

  /** Going down from a message, the one with which so much comes behind it. @param {number} ordinal @param {number} distance in pixels */
  down(ordinal, distance) {
    return this.#reach(ordinal, distance, (at) => this.#after(at));
  }

  /** Going down from the top of a message, the one on which one stands. @param {number} ordinal @param {number} distance in pixels */
  passDown(ordinal, distance) {
    return this.#pass(ordinal, distance, (at) => this.#after(at));
  }

  /** Going up from the bottom of a message, the one on which one stands. @param {number} ordinal @param {number} distance in pixels */
  passUp(ordinal, distance) {
    return this.#pass(ordinal, distance, (at) => this.#before(at));
  }

  /** @param {number} ordinal @param {number} distance @param {(at: number) => number|undefined} next */
  #reach(ordinal, distance, next) {
    let at = ordinal;
    for (let rest = distance; rest > 0; rest -= this.heights.of(at)) {
      const further = next(at);
      if (further === undefined) return at;
      at = further;
    }
    return at;
  }

  /** @param {number} ordinal @param {number} distance @param {(at: number) => number|undefined} next */
  #pass(ordinal, distance, next) {
    let at = ordinal;
    for (let rest = distance - this.heights.of(at); rest >= 0; rest -= this.heights.of(at)) {
      const further = next(at);
      if (further === undefined) return at;
      at = further;
    }
    return at;
  }

  /** @param {number} ordinal */
  #before(ordinal) {
    return this.holds(ordinal - 1) ? ordinal - 1 : this.spans.findLast(({ to }) => to < ordinal)?.to;
  }

  /** @param {number} ordinal */
  #after(ordinal) {
    return this.holds(ordinal + 1) ? ordinal + 1 : this.spans.find(({ from }) => from > ordinal)?.from;
  }
}
