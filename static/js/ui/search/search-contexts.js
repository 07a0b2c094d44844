/** @import { StoredContext } from '../../types.js' */
import { html, nothing } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import { excerptOf } from '../../search/excerpt.js';
import { scoreOf } from '../../search/rank.js';
import { holdsAll, needlesOf, searchable } from '../../search/tokens.js';
import { listTime } from '../dates.js';
import { openContextReader } from '../lazy.js';
import { search as words } from '../words/search.js';
import { snippet } from './snippet.js';

/** So many stand above the messages; the panel of contexts has them all. */
const SHOWN = 3;

/** @typedef {{context: StoredContext, line: string}} Searchable */

/** One's own contexts as they are searched. @param {StoredContext[]} contexts @returns {Searchable[]} */
export const searchableContexts = (contexts) =>
  contexts.map((context) => ({
    context,
    line: searchable([context.title, context.content, ...context.tags].join('\n')),
  }));

/** The best of one's own contexts that hold every word. @param {Searchable[]} all @param {string} question */
export function contextsFound(all, question) {
  const needles = needlesOf(question);
  if (needles.length === 0) return nothing;
  const age = (/** @type {StoredContext} */ { updated_at }) => Date.now() - Date.parse(updated_at);
  const found = all
    .filter(({ line }) => holdsAll(line, needles))
    .map(({ context, line }) => ({ context, score: scoreOf(line, needles, age(context)) }))
    .sort((one, other) => other.score - one.score)
    .slice(0, SHOWN);
  if (found.length === 0) return nothing;
  return html`<ul class="hits" aria-label=${words.contexts}>
    ${repeat(
      found,
      ({ context }) => context.id,
      ({ context }) => contextHit(context, needles),
    )}
  </ul>`;
}

/** @param {StoredContext} context @param {string[]} needles */
function contextHit(context, needles) {
  return html`<li>
    <button class="hit" @click=${() => openContextReader(context.id)}>
      <span class="hit-author one-line" dir="auto">${context.title}</span>
      <time class="hit-time" datetime=${context.updated_at}>${listTime(context.updated_at)}</time>
      <span class="hit-place one-line">${words.context}</span>
      <span class="hit-words" dir="auto">${snippet(excerpt(context, needles), needles)}</span>
    </button>
  </li>`;
}

/** @param {StoredContext} context @param {string[]} needles */
function excerpt({ content }, needles) {
  const { text, cut } = excerptOf(content, needles);
  return { excerpt: text, cut };
}
