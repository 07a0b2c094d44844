/** @import { Hit } from '../../search/hit.js' */
import { html, nothing } from 'lit-html';
import { placesOf } from '../../search/highlight.js';
import { plain } from '../message/plain.js';

/** Characters shown of a message. */
const LENGTH = 180;
/** So much stands before the first word found, where the message begins earlier. */
const LEAD = 36;

/** The words around what was found, the found ones marked. @param {Pick<Hit, 'excerpt'|'cut'>} hit @param {string[]} needles */
export function snippet({ excerpt, cut }, needles) {
  const text = readable(excerpt, needles);
  const places = placesOf(text, needles);
  const from = startOf(text, places[0]?.from ?? 0);
  const to = from + LENGTH;
  const parts = [];
  let at = from;
  for (const place of places.filter((one) => one.to <= to)) {
    parts.push(text.slice(at, place.from), html`<mark>${text.slice(place.from, place.to)}</mark>`);
    at = place.to;
  }
  return html`${cut || from > 0 ? '…' : nothing}${parts}${text.slice(at, to)}${text.length > to ? '…' : nothing}`;
}

/** Without Markdown's marks, unless the words were found in what goes with them, as in the address of a link. @param {string} excerpt @param {string[]} needles */
function readable(excerpt, needles) {
  const text = plain(excerpt, excerpt.length);
  return placesOf(text, needles).length > 0 ? text : excerpt;
}

/** @param {string} text @param {number} found */
function startOf(text, found) {
  if (found <= LEAD * 2) return 0;
  const space = text.slice(found - LEAD, found).search(/\s/);
  return space >= 0 ? found - LEAD + space + 1 : found;
}
