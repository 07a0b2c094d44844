import { diff3Merge, diffComm } from 'node-diff3';

/**
 * Three texts made one, word by word: what only one side changed is taken over. Where both changed the same passage, both
 * versions stand in the text, one after the other, and the passage is listed.
 * @typedef {{mine: string, theirs: string}} Clash
 * @param {string} mine @param {string} before what both started from @param {string} theirs
 * @returns {{text: string, clashes: Clash[]}}
 */
export function mergeTexts(mine, before, theirs) {
  /** @type {Clash[]} */
  const clashes = [];
  // Its types know no strings.
  const [a, o, b] = /** @type {any[]} */ (pieces(mine, before, theirs));
  const text = diff3Merge(a, o, b, { excludeFalseConflicts: true }).map(({ ok, conflict }) => {
    if (ok) return ok.join('');
    const clash = { mine: conflict?.a.join('') ?? '', theirs: conflict?.b.join('') ?? '' };
    clashes.push(clash);
    return both(clash);
  });
  return { text: text.join(''), clashes };
}

/** @param {Clash} clash */
function both({ mine, theirs }) {
  if (!mine || !theirs) return mine + theirs;
  const apart = /\s$/.test(mine) || /^\s/.test(theirs) ? '' : ' ';
  return mine + apart + theirs;
}

/**
 * How a text differs from the one before, in passages: what stayed, or what went and what came in its place.
 * @param {string} before @param {string} after
 * @returns {{same?: string, gone?: string, come?: string}[]}
 */
export function passages(before, after) {
  const [old, fresh] = /** @type {any[]} */ (pieces(before, after));
  /** @type {{common?: string[], buffer1?: string[], buffer2?: string[]}[]} */
  const found = diffComm(old, fresh);
  return found.map(({ common, buffer1, buffer2 }) =>
    common ? { same: common.join('') } : { gone: buffer1?.join('') ?? '', come: buffer2?.join('') ?? '' },
  );
}

/** Longer texts are compared by sentences: word by word would take seconds. */
const MANY = 600;
const WORDS = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]|[\p{L}\p{M}\p{N}_]+|\s+|./gsu;
const SENTENCES = /[^.!?。！？\n]*[.!?。！？\n]+\s*|[^.!?。！？\n]+/gu;

/**
 * The texts in pieces to compare: words, the white space between them, and signs; scripts without spaces by their
 * characters.
 * @param {string[]} texts
 */
function pieces(...texts) {
  const split = (/** @type {RegExp} */ by) => texts.map((text) => text.match(by) ?? []);
  const words = split(WORDS);
  return words.some(({ length }) => length > MANY) ? split(SENTENCES) : words;
}
