import { fold, isAscii } from './fold.js';

/**
 * Scripts that write without spaces, or glue endings to their words: in them any part of a word is as good as all of it,
 * also a single sign.
 */
const UNSPACED =
  '\\p{scx=Han}\\p{scx=Hiragana}\\p{scx=Katakana}\\p{scx=Bopomofo}\\p{scx=Hangul}\\p{scx=Thai}\\p{scx=Lao}\\p{scx=Khmer}\\p{scx=Myanmar}';
const LETTER = '[\\p{L}\\p{N}\\p{M}]';
const PICTURE = '[\\p{Extended_Pictographic}\\p{Regional_Indicator}]';
const TOKEN = new RegExp(`(?<unspaced>[${LETTER}&&[${UNSPACED}]]+|${PICTURE}+)|[${LETTER}--[${UNSPACED}]]+`, 'gv');
const BEGINS_UNSPACED = new RegExp(`^(?:[${LETTER}&&[${UNSPACED}]]|${PICTURE})`, 'v');
const ASCII_TOKEN = /[a-z0-9]+/g;

/** What is written together within a text: a word, a run of a script without spaces, or of emoji. @param {string} folded */
export const tokensOf = (folded) => folded.match(isAscii(folded) ? ASCII_TOKEN : TOKEN) ?? [];

/**
 * A text as it is searched: its words between single spaces, one at each end. Then the beginning of a word is found by
 * looking for a space and the word, which is what browsers do fastest.
 * @param {string} text
 */
export const searchable = (text) => ` ${tokensOf(fold(text)).join(' ')} `;

/** So much of a question is read. */
const LONGEST = 200;

/**
 * What must stand in a searchable text, for each word of a question: any part of a word, so that hits come while one is
 * still typing. One or two letters, and numbers, are meant as a word's beginning: "hi" is not asked for to find "this".
 * @param {string} question
 * @returns {string[]}
 */
export function needlesOf(question) {
  const folded = fold(question.slice(0, LONGEST));
  const needles = [...folded.matchAll(TOKEN)].map(({ 0: token, groups }) =>
    groups?.unspaced || !isShort(token) ? token : ` ${token}`,
  );
  return [...new Set(needles)];
}

/** @param {string} word */
const isShort = (word) => [...word].length < 3 || /^\p{Nd}+$/u.test(word);

/** Whether a word is of those of which any part is as good as the whole. @param {string} word */
export const isUnspaced = (word) => BEGINS_UNSPACED.test(word);

/** Whether everything asked for stands in a text. @param {string} text searchable @param {string[]} needles */
export const holdsAll = (text, needles) => needles.every((needle) => text.includes(needle));
