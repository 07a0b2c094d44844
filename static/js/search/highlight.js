import { fold } from './fold.js';
import { tokensOf } from './tokens.js';

/**
 * Where needles stand in a text as it was written. Folding changes lengths (ß, full-width letters, accents), so it is
 * done letter by letter, and each folded character remembers where it came from.
 * @param {string} text @param {string[]} needles as `needlesOf` gives them
 * @returns {{from: number, to: number}[]} in order, apart from each other
 */
export function placesOf(text, needles) {
  const { folded, origin } = foldWithOrigin(text);
  /** @type {Set<number>} */
  const marked = new Set();
  let from = 0;
  for (const token of tokensOf(folded)) {
    from = folded.indexOf(token, from);
    for (const needle of needles) markIn(token, needle, from, marked);
    from += token.length;
  }
  return runsOf(marked, origin);
}

/** @param {string} token @param {string} needle @param {number} offset of the token @param {Set<number>} marked */
function markIn(token, needle, offset, marked) {
  const word = needle.trimStart();
  const places = word === needle ? everyPlace(token, word) : token.startsWith(word) ? [0] : [];
  for (const place of places) for (let at = 0; at < word.length; at++) marked.add(offset + place + at);
}

/** @param {string} token @param {string} part */
function everyPlace(token, part) {
  const places = [];
  for (let at = token.indexOf(part); at !== -1; at = token.indexOf(part, at + part.length)) places.push(at);
  return places;
}

/** @param {string} text */
function foldWithOrigin(text) {
  let folded = '';
  /** For each folded character, which part of the text it came from. @type {{from: number, to: number}[]} */
  const origin = [];
  for (const { 0: letter, index } of text.matchAll(/\P{M}\p{M}*|\p{M}+/gu)) {
    const part = fold(letter);
    folded += part;
    for (let at = 0; at < part.length; at++) origin.push({ from: index, to: index + letter.length });
  }
  return { folded, origin };
}

/** @param {Set<number>} marked @param {{from: number, to: number}[]} origin */
function runsOf(marked, origin) {
  /** @type {{from: number, to: number}[]} */
  const runs = [];
  for (const at of [...marked].sort((one, other) => one - other)) {
    const { from, to } = origin[at];
    const last = runs.at(-1);
    if (last && from <= last.to) last.to = Math.max(last.to, to);
    else runs.push({ from, to });
  }
  return runs;
}
