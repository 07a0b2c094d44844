/**
 * Bounds for Markdown that somebody wrote to hold up everybody who reads it. What goes beyond them is text like any other.
 */

import { Tokenizer } from 'marked';

/** Quotes in lists in quotes. */
const DEEPEST = 24;
/** A row may leave out cells at its end, and the parser fills them in: a few letters a row would become millions of cells. */
const FILLED_IN = 50;
/** In a word as long as this, the rules for text and addresses would look through all of it at each sign. */
const LONG_WORD = 1_000;
const BEGINS_ADDRESS = /^(?:https?|ftp|www)/i;
const theirs = Tokenizer.prototype;
let depth = 0;

/**
 * The parser's own rule, as long as it is not too deep inside of others.
 * @param {'blockquote'|'list'|'emStrong'|'link'} name
 */
const shallow = (name) =>
  /** @this {Tokenizer} @param {any[]} given */
  function (...given) {
    if (depth >= DEEPEST) return undefined;
    depth += 1;
    try {
      return /** @type {any} */ (theirs[name]).apply(this, given);
    } finally {
      depth -= 1;
    }
  };

/** Two lines, of which the second is made of bars and dashes. */
const TABLE = /^[^\n]+\n[ |:-]*-[ |:-]*(?:\n|$)/;

/** @param {string} source that may begin with a table */
function isSwollen(source) {
  if (!TABLE.test(source)) return false;
  const end = source.search(/\n[ \t]*(?:\n|$)/);
  const rows = (end < 0 ? source : source.slice(0, end)).split('\n');
  const bars = rows.reduce((sum, row) => sum + row.split('|').length, 0);
  return rows.length * rows[0].split('|').length > 2 * bars + FILLED_IN;
}

/** What a rule needs to see of a text: of a word that goes on and on, only its beginning. @param {string} source */
function seen(source) {
  const start = source.slice(0, LONG_WORD);
  return start.length < LONG_WORD || /\s/.test(start) ? source : start;
}

export const bounded = {
  blockquote: shallow('blockquote'),
  list: shallow('list'),
  emStrong: shallow('emStrong'),
  link: shallow('link'),
  /** @this {Tokenizer} @param {string} source */
  inlineText(source) {
    return theirs.inlineText.call(this, seen(source));
  },
  /** @this {Tokenizer} @param {string} source */
  url(source) {
    return theirs.url.call(this, BEGINS_ADDRESS.test(source) ? source : seen(source));
  },
  /** @this {Tokenizer} @param {string} source */
  table(source) {
    return isSwollen(source) ? undefined : theirs.table.call(this, source);
  },
};
