/** @import { Category, StoredContext } from '../../types.js' */
/** @import { Sort } from '../../db/contexts.js' */
import { html, nothing } from 'lit-html';
import { CATEGORIES, sift } from '../../db/contexts.js';
import { fold } from '../../search/fold.js';
import { contexts as words } from '../words/contexts.js';

/** A box and its choices above a list of contexts: what to look for, and in which order. */
export class ContextFilter {
  query = '';
  /** @type {Category|''} */
  category = '';
  tag = '';
  favorite = false;
  /** @type {Sort} */
  sort = 'updated';

  /** @param {() => void} changed */
  constructor(changed) {
    this.changed = changed;
  }

  /** @param {StoredContext[]} all */
  apply(all) {
    return sift(all, this);
  }

  /** Whether anything is left out. */
  get narrows() {
    return Boolean(this.query.trim() || this.category || this.tag || this.favorite);
  }

  /** @param {StoredContext[]} all */
  template(all) {
    return html`<div class="context-filter">
      <input class="input" type="search" autocomplete="off" autofocus aria-label=${words.find} placeholder=${words.find} .value=${this.query} @input=${this.on('query')} />
      <div class="context-choices">
        ${this.select('sort', words.sort, Object.entries(words.sorts))}
        ${this.select('category', words.category, [['', words.anyCategory], ...CATEGORIES.map((one) => [one, words.categories[one]])])}
        ${this.tags(all)}
        <label class="chip favorite-filter"><input type="checkbox" .checked=${this.favorite} @change=${this.onFavorite} />${words.favorites}</label>
      </div>
    </div>`;
  }

  /** @param {'sort'|'category'|'tag'} name @param {string} label @param {string[][]} options */
  select(name, label, options) {
    return html`<select class="input small" aria-label=${label} .value=${this[name]} @change=${this.on(name)}>
      ${options.map(([value, text]) => html`<option value=${value} ?selected=${value === this[name]}>${text}</option>`)}
    </select>`;
  }

  /** @param {StoredContext[]} all */
  tags(all) {
    const held = new Map(all.flatMap(({ tags }) => tags).map((tag) => [fold(tag), tag]));
    if (held.size === 0 && !this.tag) return nothing;
    const tags = [...held.values()].sort((one, other) => one.localeCompare(other));
    return this.select('tag', words.tag, [['', words.anyTag], ...tags.map((tag) => [tag, tag])]);
  }

  /** @param {'query'|'sort'|'category'|'tag'} name */
  on = (name) => (/** @type {any} */ event) => {
    Object.assign(this, { [name]: event.target.value });
    this.changed();
  };

  onFavorite = (/** @type {any} */ event) => {
    this.favorite = event.target.checked;
    this.changed();
  };
}

/** What one line says of a context beside its title. @param {StoredContext} context */
export const contextNote = ({ category, tags }) =>
  html`<span class="context-note">${words.categories[category]}${tags.map((tag) => html` <span class="context-tag" dir="auto">${tag}</span>`)}</span>`;
