/**
 * How well a message fits a question: how its words are met, and how long ago it was said. The same on the server
 * (messaging/search/ranking.py), so that what both find can stand in one list.
 */

import { isUnspaced } from './tokens.js';

const WHOLE = 1;
const BEGINNING = 0.8;
const PART = 0.4;
/** For words that stand next to each other as in the question. */
const TOGETHER = 0.3;
const RECENT = 0.4;
const HALF_LIFE = 60 * 24 * 60 * 60 * 1000;

/**
 * From 0 to about 1.7: of what was said last year and holds every word whole 1, of the same said today 1.4.
 * @param {string} text searchable @param {string[]} needles @param {number} age in milliseconds
 */
export function scoreOf(text, needles, age) {
  return relevance(text, needles) + RECENT * 0.5 ** (Math.max(age, 0) / HALF_LIFE);
}

/** @param {string} text @param {string[]} needles */
function relevance(text, needles) {
  if (needles.length === 0) return 0;
  const words = needles.map((needle) => needle.trimStart());
  const met = words.reduce((sum, word) => sum + metBy(text, word), 0) / words.length;
  return words.length > 1 && text.includes(words.join(' ')) ? met + TOGETHER : met;
}

/** @param {string} text @param {string} word */
function metBy(text, word) {
  if (isUnspaced(word) || text.includes(` ${word} `)) return WHOLE;
  return text.includes(` ${word}`) ? BEGINNING : PART;
}
