import { holdsAll, searchable } from './tokens.js';

/** Characters of an excerpt: what a hit can show, with room for the marks of Markdown that go. */
const LENGTH = 400;
/** So far a cut moves to fall between words. */
const NUDGE = 40;

/**
 * The part of a long message in which the words stand; where they stand far apart, the first one counts.
 * @param {string} content @param {string[]} needles
 * @returns {{text: string, cut: boolean}} `cut`: something stands before it
 */
export function excerptOf(content, needles) {
  if (content.length <= LENGTH) return { text: content, cut: false };
  const starts = startsIn(content);
  const holding = (/** @type {string[]} */ wanted) =>
    starts.find((start) => holdsAll(searchable(content.slice(start, start + LENGTH)), wanted));
  const start = holding(needles) ?? holding(needles.slice(0, 1)) ?? 0;
  return { text: content.slice(start, start + LENGTH), cut: start > 0 };
}

/** Where excerpts may begin: each overlaps half of the one before it, so that no word is cut in all. @param {string} content */
function startsIn(content) {
  /** @type {number[]} */
  const starts = [];
  for (let at = 0; at < content.length; at += LENGTH / 2) starts.push(at === 0 ? 0 : betweenWords(content, at));
  return starts;
}

/** @param {string} content @param {number} at */
function betweenWords(content, at) {
  const space = content.slice(at, at + NUDGE).search(/\s/);
  if (space >= 0) return at + space + 1;
  const inPair = content.charCodeAt(at) >= 0xdc00 && content.charCodeAt(at) <= 0xdfff;
  return inPair ? at + 1 : at;
}
