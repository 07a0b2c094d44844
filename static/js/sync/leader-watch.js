/** @import { Clock } from './clock.js' */
import { alarm } from './clock.js';

const ASK_EVERY = 3_000;
const PATIENCE = 2_500;
/** How often in a row the leader may fail to answer. */
const MISSES = 2;

/**
 * Sees whether the leader still lives: a browser may freeze a tab in the background, and then its lock stays with it.
 * A hidden tab answers, whatever the browser does to its timers, and only a visible one asks: there somebody waits.
 * @param {{ask: () => void, frozen: () => void, clock: Clock, visible?: () => boolean}} ways `frozen`: no answer came
 */
export function watchLeader({ ask, frozen, clock, visible = isVisible }) {
  let misses = 0;
  const asking = alarm(clock, look);
  const waiting = alarm(clock, missed);

  function look() {
    if (!visible()) return;
    ask();
    waiting.set(PATIENCE);
  }

  /** Asked once more, since it may be this tab that slept: then the answer waits right behind this timer. */
  function missed() {
    misses += 1;
    if (misses < MISSES) return look();
    misses = 0;
    asking.set(ASK_EVERY);
    if (visible()) frozen();
  }

  return {
    /** Asks now, and every few seconds. */
    start() {
      misses = 0;
      waiting.stop();
      asking.stop();
      look();
      if (!waiting.isSet) asking.set(ASK_EVERY);
    },
    /** The leader has answered. */
    heard() {
      misses = 0;
      if (waiting.isSet) asking.set(ASK_EVERY);
      waiting.stop();
    },
    stop() {
      asking.stop();
      waiting.stop();
    },
  };
}

const isVisible = () => typeof document === 'undefined' || document.visibilityState === 'visible';
