import { html } from 'lit-html';
import { BARS, barsOf, HEIGHT, STEP } from '../../lib/waveform.js';

/** A waveform as a picture; what was played already is told apart. @param {number[]} heights `BARS` of them, from 0 to 1 @param {number} [played] from 0 to 1 */
export const waveform = (heights, played = 0) => {
  const bars = barsOf(heights);
  const box = `0 0 ${BARS * STEP} ${HEIGHT}`;
  return html`<span class="waveform" aria-hidden="true">
    <svg viewBox=${box} preserveAspectRatio="none"><path d=${bars} /></svg>
    <svg class="waveform-played" viewBox=${box} preserveAspectRatio="none" .style=${`clip-path: inset(0 ${100 - 100 * played}% 0 0)`}><path d=${bars} /></svg>
  </span>`;
};

/** A stored waveform in as many bars as are shown. @param {number[]} stored from 0 to 100 */
export const barsFrom = (stored) =>
  Array.from({ length: BARS }, (_, index) => (stored[Math.floor((index * stored.length) / BARS)] ?? 0) / 100);
