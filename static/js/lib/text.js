const PREVIEW_LENGTH = 500;

/** What the server takes for whitespace (Python's `str.split`), so that both make the same preview. */
const WHITESPACE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the separators 1C to 1F are whitespace there
  /[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/g;

/** Whitespace runs as one space, none at the ends. @param {string} text */
export const collapse = (text) => text.replace(WHITESPACE, ' ').replace(/^ | $/g, '');

/**
 * The first part of a message as conversation lists show it, in characters, so that no emoji is cut in two.
 * @param {string} content
 */
export function preview(content) {
  const line = collapse(content);
  return line.length <= PREVIEW_LENGTH ? line : Array.from(line).slice(0, PREVIEW_LENGTH).join('');
}

/** Order by code points, as databases do. @param {string} one @param {string} other */
export const compare = (one, other) => Number(one > other) - Number(one < other);

/** A text prepared for comparing names: without case, accents and odd spaces. @param {string} text */
export const normalise = (text) => collapse(text.normalize('NFKD').replace(/\p{M}/gu, '')).toLowerCase();
