/** @import { Question } from '../../search/message-index.js' */
import { html } from 'lit-html';
import { search as words } from '../words/search.js';

/** @import { Has } from '../../search/message-index.js' */

/**
 * What narrows a search, as the form holds it: dates as `2026-11-21`, empty where nothing is chosen.
 * @typedef {{within: string, from: string, since: string, until: string, has: Has|''}} Filters
 * @typedef {{id: string, name: string}} Choice
 */

/** @type {Readonly<Filters>} */
export const NO_FILTERS = Object.freeze({ within: '', from: '', since: '', until: '', has: '' });

/** @param {Filters} filters */
export const countFilters = (filters) => Object.values(filters).filter(Boolean).length;

/** As the search understands them; days are those of this place. @param {Filters} filters @returns {Partial<Question>} */
export function asQuestion({ from, since, until, has }) {
  return { senderId: from || null, after: startOfDay(since), before: startOfDay(until, 1), has: has ? [has] : null };
}

/** @param {string} day @param {number} [later] days */
function startOfDay(day, later = 0) {
  const [year, month, date] = day.split('-').map(Number);
  return day ? new Date(year, month - 1, date + later).getTime() : null;
}

/**
 * @param {Filters} filters @param {{conversations: Choice[], people: Choice[]}} choices
 * @param {(change: Partial<Filters>) => void} set
 */
export function filterForm(filters, { conversations, people }, set) {
  /** @param {'within'|'from'|'has'} name @param {string} label @param {string} all @param {Choice[]} options */
  const select = (name, label, all, options) => html`<label class="filter">
    <span>${label}</span>
    <select class="input" .value=${filters[name]} @change=${(/** @type {any} */ event) => set({ [name]: event.target.value })}>
      <option value="" ?selected=${!filters[name]}>${all}</option>
      ${options.map((option) => html`<option value=${option.id} ?selected=${filters[name] === option.id}>${option.name}</option>`)}
    </select>
  </label>`;
  /** @param {'since'|'until'} name @param {string} label */
  const date = (name, label) => html`<label class="filter">
    <span>${label}</span>
    <input class="input" type="date" .value=${filters[name]} @change=${(/** @type {any} */ event) => set({ [name]: event.target.value })} />
  </label>`;
  return html`<div class="search-filters" id="search-filters">
    ${select('within', words.within, words.everywhere, conversations)} ${select('from', words.from, words.anybody, people)}
    ${select('has', words.has, words.anything, words.kinds)}
    ${date('since', words.since)} ${date('until', words.until)}
    <p class="filter-hint">${words.typedFilters}</p>
    ${
      countFilters(filters) > 0
        ? html`<button type="button" class="text-button" @click=${() => set(NO_FILTERS)}>${words.clear}</button>`
        : ''
    }
  </div>`;
}
