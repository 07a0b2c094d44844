import { diff3Merge, diffComm } from 'node-diff3';

/**
 * Three texts made one, word by word: what only one side changed is taken over. Where both changed the same passage, both
 * versions stand in the text, one after the other, and the passage is listed.
 * @typedef {{mine: string, theirs: string}} Clash
 * @param {string} mine @param {string} before what both started from @param {string} theirs
 * @returns {{text: string, clashes: Clash[]}}
 */
export function mergeTexts(mine, before, theirs) {
  // Its types know no strings.
  const [a, o, b] = /** @type {any[]} */ (pieces(mine, before, theirs));
  const regions = joined(diff3Merge(a, o, b, { excludeFalseConflicts: true }).map(regionOf));
  const clashes = regions.flatMap(({ same, ...clash }) => (same === undefined ? [clash] : []));
  return { text: regions.map((region) => region.same ?? both(region)).join(''), clashes };
}

/** @param {{ok?: string[], conflict?: {a: string[], b: string[]}}} region */
const regionOf = ({ ok, conflict }) =>
  ok
    ? { same: ok.join(''), mine: '', theirs: '' }
    : { mine: conflict?.a.join('') ?? '', theirs: conflict?.b.join('') ?? '' };

/**
 * Differences with nothing but white space between them, made one: word by word they would be hard to read.
 * @template {{same?: string}} T
 * @param {T[]} regions `same` where the texts agree; else what each of them says
 * @returns {T[]}
 */
function joined(regions) {
  /** @type {T[]} */
  const result = [];
  for (const region of regions) {
    const [before, between] = result.slice(-2);
    const meets = region.same === undefined && between?.same?.trim() === '' && before?.same === undefined;
    if (!meets) result.push(region);
    else result.splice(-2, 2, together(before, between.same ?? '', region));
  }
  return result;
}

/** @template {Object<string, any>} T @param {T} one @param {string} between @param {T} other @returns {T} */
const together = (one, between, other) =>
  /** @type {T} */ (
    Object.fromEntries(Object.keys(one).map((side) => [side, `${one[side]}${between}${other[side]}`.trim()]))
  );

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
  const parts = found.map(({ common, buffer1, buffer2 }) =>
    common ? { same: common.join('') } : { gone: buffer1?.join('') ?? '', come: buffer2?.join('') ?? '' },
  );
  return joined(parts);
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
