/** Levels over time, as a recording has them and as a voice message shows them. */

/** So many numbers travel with a voice message. */
export const MOST = 100;
/** Decibels: what is quieter counts as silence. */
const SILENCE = -55;

/** How loud a piece of sound is, from 0 to 1 as the ear has it. @param {Float32Array} samples from -1 to 1 */
export function levelOf(samples) {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  const decibels = 10 * Math.log10(sum / Math.max(1, samples.length) + 1e-12);
  return Math.min(1, Math.max(0, 1 - decibels / SILENCE));
}

/**
 * The shape of a recording: at most `most` whole numbers from 0 to 100, of which the loudest is 100.
 * @param {number[]} levels from 0 to 1, in equal steps of time
 */
export function shapeOf(levels, most = MOST) {
  const count = Math.min(most, levels.length);
  const parts = Array.from({ length: count }, (_, index) =>
    mean(levels.slice(Math.floor((index * levels.length) / count), Math.floor(((index + 1) * levels.length) / count))),
  );
  const loudest = Math.max(...parts, 0);
  return parts.map((part) => (loudest > 0 ? Math.round((100 * part) / loudest) : 0));
}

/** @param {number[]} numbers at least one */
const mean = (numbers) => numbers.reduce((sum, number) => sum + number, 0) / numbers.length;

/** So many bars stand in a waveform, 3 apart in a picture 32 high. */
export const BARS = 40;
export const STEP = 3;
export const HEIGHT = 32;

/** Bars as the path of a picture, centred, none quite without height. @param {number[]} heights from 0 to 1 */
export const barsOf = (heights) =>
  heights
    .map((height, index) => {
      const half = Math.max(1, (height * (HEIGHT - 4)) / 2);
      return `M${index * STEP + 1.5} ${round(HEIGHT / 2 - half)}v${round(2 * half)}`;
    })
    .join('');

/** @param {number} number */
const round = (number) => Math.round(number * 10) / 10;
