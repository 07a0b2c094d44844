/**
 * Texts as they are compared: without case, accents and other differences of writing that nobody means who searches.
 * Accents go only where leaving them out is how people type: an Indic vowel, a Thai tone or a Japanese voicing mark
 * makes another letter.
 */

/** Most texts, and no letter of them is special. */
const ASCII = /^[\n\r\t -~]*$/;
const LATIN_MARKS = /([\p{Script=Latin}\p{Script=Greek}])\p{Mn}+/gu;
/** ё; the mark of й makes another letter. */
const CYRILLIC_MARKS = /е\u0308/g;
/** Vowel points of Hebrew and Arabic, which are seldom written, and the stroke that only stretches a word. */
const POINTS = /[\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0640\u064b-\u065f\u0670]+/g;
/** Joiners, direction marks and soft hyphens are not seen. */
const UNSEEN = /\p{Cf}+/gu;

/** Letters that Unicode does not take apart. @type {Object<string, string>} */
const LETTERS = { ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', ł: 'l', đ: 'd', ð: 'd', þ: 'th', ı: 'i', ς: 'σ', ى: 'ي' };
const SPECIAL = new RegExp(`[${Object.keys(LETTERS).join('')}]`, 'g');

/** @param {string} text */
export const isAscii = (text) => ASCII.test(text);

/** @param {string} text */
export function fold(text) {
  if (isAscii(text)) return text.toLowerCase();
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(UNSEEN, '')
    .replace(LATIN_MARKS, '$1')
    .replace(CYRILLIC_MARKS, 'е')
    .replace(POINTS, '')
    .replace(SPECIAL, (letter) => LETTERS[letter])
    .normalize('NFC');
}
