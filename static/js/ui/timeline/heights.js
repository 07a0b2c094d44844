/** So many ordinals are summed up together. */
const BLOCK = 256;
/** A message's height in pixels until some have been measured. */
const GUESS = 72;
/** So many must be measured before their mean is a better guess. */
const ENOUGH = 20;

/**
 * How high messages are, by ordinal, as far as they were ever shown; the others are taken to be as high as those on
 * average. Numbers only, four bytes a message, so that a hundred thousand cost nothing.
 */
export class Heights {
  #heights = new Float32Array(BLOCK);
  /** Sum of the known heights of each block, and how many are known. */
  #sums = [0];
  #counts = [0];
  #total = 0;
  #known = 0;

  get estimate() {
    return this.#known < ENOUGH ? GUESS : this.#total / this.#known;
  }

  /** @param {number} ordinal */
  of(ordinal) {
    return this.#heights[ordinal] || this.estimate;
  }

  /** @param {number} ordinal @param {number} height 0: not known */
  set(ordinal, height) {
    this.#reach(ordinal);
    const before = this.#heights[ordinal];
    this.#heights[ordinal] = height;
    const stored = this.#heights[ordinal];
    const block = Math.floor(ordinal / BLOCK);
    const more = Number(stored > 0) - Number(before > 0);
    this.#sums[block] += stored - before;
    this.#counts[block] += more;
    this.#total += stored - before;
    this.#known += more;
  }

  /** The height of these together. @param {number} from @param {number} to both included */
  between(from, to) {
    let known = 0;
    let sum = 0;
    for (let at = from; at <= to; ) {
      const block = Math.floor(at / BLOCK);
      if (at % BLOCK === 0 && at + BLOCK - 1 <= to) {
        known += this.#counts[block] ?? 0;
        sum += this.#sums[block] ?? 0;
        at += BLOCK;
      } else {
        known += this.#heights[at] > 0 ? 1 : 0;
        sum += this.#heights[at] || 0;
        at += 1;
      }
    }
    return sum + Math.max(0, to - from + 1 - known) * this.estimate;
  }

  /** The width is another, so every height is. */
  forget() {
    this.#heights = new Float32Array(BLOCK);
    this.#sums = [0];
    this.#counts = [0];
    this.#total = 0;
    this.#known = 0;
  }

  /** @param {number} ordinal */
  #reach(ordinal) {
    if (ordinal < this.#heights.length) return;
    const blocks = Math.max(2 * this.#sums.length, Math.floor(ordinal / BLOCK) + 1);
    const wider = new Float32Array(blocks * BLOCK);
    wider.set(this.#heights);
    this.#heights = wider;
    while (this.#sums.length < blocks) {
      this.#sums.push(0);
      this.#counts.push(0);
    }
  }
}
