const FIRST = 1_000;
const LONGEST = 60_000;

/**
 * How long to wait after the nth failure in a row: doubling from one second to a minute, the second half of it random
 * so that clients that failed together don't return together.
 * @param {number} attempts failures so far, at least 1
 * @param {number|null} retryAfter seconds the server asked for
 * @param {() => number} [random]
 * @returns {number} milliseconds
 */
export function backoff(attempts, retryAfter = null, random = Math.random) {
  const whole = Math.min(LONGEST, FIRST * 2 ** (attempts - 1));
  const jittered = whole / 2 + (whole / 2) * random();
  return Math.max(jittered, (retryAfter ?? 0) * 1_000);
}
