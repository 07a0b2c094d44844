/** @import { Extent } from './extent.js' */

/** So much is shown beyond what is in view, in pixels, so that one scrolls without waiting. */
const AHEAD = 1600;
/** And so much when a conversation opens: what is in view is there earlier, the rest a moment later. */
const AT_FIRST = 800;
/** With less than this left beyond the view, more is shown. */
const NEAR = 800;
/** What is further away than this goes, from the page and from memory. */
const FAR = 3200;

/**
 * Which messages of a conversation are shown: those in view, and some above and below.
 * @typedef {{from: number, to: number}} Shown ordinals, both included; `to` is Infinity where the end is shown, with all
 *   that comes there; `from` is 1 where the beginning is, with all that is put in front
 */
export class TimelineWindow {
  from = 1;
  to = Infinity;

  /** @param {Extent} extent */
  constructor(extent) {
    this.extent = extent;
  }

  get holdsStart() {
    return this.from <= Math.max(1, this.extent.first);
  }

  get holdsEnd() {
    return this.to === Infinity;
  }

  /** @param {number} ordinal */
  shows(ordinal) {
    return this.from <= ordinal && ordinal <= this.to;
  }

  /** @param {Shown} shown */
  equals({ from, to }) {
    return this.from === from && this.to === to;
  }

  /** @param {number} view height of what is in view @param {{opening?: boolean}} [ways] */
  toEnd(view, { opening = false } = {}) {
    this.#show(this.extent.up(this.extent.last, view + (opening ? AT_FIRST : AHEAD)), Infinity);
  }

  /** @param {number} ordinal @param {number} view height of what is in view */
  around(ordinal, view) {
    const middle = this.extent.nearest(ordinal);
    this.#show(this.extent.up(middle, view + AHEAD), this.extent.down(middle, view + AHEAD));
  }

  /**
   * Shows more where one comes near an end of what is shown, and less of what is far away.
   * @param {number} above how much is shown above what is in view, in pixels @param {number} below
   * @returns {boolean} whether that is a change
   */
  fit(above, below) {
    const { from, to } = this;
    this.#show(this.#fitStart(above), this.#fitEnd(below));
    return from !== this.from || to !== this.to;
  }

  /** @param {number} above */
  #fitStart(above) {
    if (above < NEAR && !this.holdsStart) return this.extent.up(this.from, AHEAD - above);
    if (above > FAR) return this.extent.passDown(Math.max(this.from, this.extent.first), above - AHEAD);
    return this.from;
  }

  /** @param {number} below */
  #fitEnd(below) {
    if (below < NEAR && !this.holdsEnd) return this.extent.down(this.to, AHEAD - below);
    if (below > FAR) return this.extent.passUp(Math.min(this.to, this.extent.last), below - AHEAD);
    return this.to;
  }

  /** @param {number} from @param {number} to */
  #show(from, to) {
    this.from = from <= this.extent.first ? 1 : from;
    this.to = to >= this.extent.last ? Infinity : to;
  }
}
