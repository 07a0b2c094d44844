import Database from 'emoji-picker-element/database.js';
import { html, nothing } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import { context } from '../context.js';
import { icon } from '../icon.js';
import { View } from '../view.js';
import { words } from '../words.js';

/** The groups of the data, in order; group 2 is skin tones and hair. 'recent' is what one uses often. */
/** @type {('recent'|number)[]} */
const GROUPS = ['recent', 0, 1, 3, 4, 5, 6, 7, 8, 9];
const PICTURES = [
  'clock',
  'smile',
  'emoji-people',
  'emoji-nature',
  'emoji-food',
  'emoji-travel',
  'emoji-activities',
  'emoji-objects',
  'emoji-symbols',
  'emoji-flags',
];
const OFTEN_USED = 32;
/** Emoji newer than what most systems can draw would be boxes. */
const NEWEST = 15;

/** @type {Database|undefined} */
let database;
const open = () => {
  database ??= new Database({ dataSource: import.meta.resolve('emoji-picker-element-data/data.json') });
  return database;
};

/** Emoji by group and by search; data, search and counts of use are emoji-picker-element's. */
export class EmojiPicker extends View {
  /** @type {string|null} */
  picked = null;
  /** @type {'recent'|number} */
  group = 'recent';
  query = '';
  /** @type {{unicode: string, name: string}[]|null} */
  emoji = null;
  failed = false;

  start() {
    this.popover = 'auto';
    this.setAttribute('role', 'dialog');
    this.setAttribute('aria-label', words.emoji.title);
    this.loadFirst();
  }

  /** What one uses often, or the smileys for somebody who has not used any. */
  async loadFirst() {
    await this.load();
    if (this.emoji?.length === 0) await this.show(0);
  }

  async load() {
    const { group, query } = this;
    try {
      const found = await this.find();
      if (group !== this.group || query !== this.query) return;
      this.emoji = found;
      this.failed = false;
    } catch {
      this.failed = true;
    }
    this.update();
  }

  async find() {
    const data = open();
    const found = this.query
      ? await data.getEmojiBySearchQuery(this.query)
      : this.group === 'recent'
        ? await data.getTopFavoriteEmoji(OFTEN_USED)
        : await data.getEmojiByGroup(this.group);
    return found.flatMap((emoji) =>
      'unicode' in emoji && emoji.version <= NEWEST ? [{ unicode: emoji.unicode, name: emoji.annotation }] : [],
    );
  }

  /** @param {'recent'|number} group */
  async show(group) {
    this.group = group;
    this.query = '';
    await this.load();
    this.querySelector('.emoji-grid')?.scrollTo(0, 0);
  }

  template() {
    return html`<div class="emoji-search">
        <input class="input" type="search" aria-label=${words.emoji.search} placeholder=${words.emoji.search} autocomplete="off" .value=${this.query} @input=${this.onSearch} @keydown=${this.onSearchKey} />
      </div>
      <div class="emoji-groups" role="tablist" aria-label=${words.emoji.groups} @keydown=${this.onTabKey}>
        ${GROUPS.map((group, index) => this.tab(group, index))}
      </div>
      <div class="emoji-grid" role="tabpanel" id="emoji-panel" aria-label=${words.emoji.title} @keydown=${this.onGridKey} @click=${this.onPick}>
        ${repeat(
          this.emoji ?? [],
          ({ unicode }) => unicode,
          ({ unicode, name }, index) =>
            html`<button data-emoji=${unicode} aria-label=${name} title=${name} tabindex=${index === 0 ? 0 : -1}>${unicode}</button>`,
        )}
      </div>
      ${this.note()}`;
  }

  /** @param {'recent'|number} group @param {number} index */
  tab(group, index) {
    const chosen = !this.query && group === this.group;
    const name = index === 0 ? words.emoji.recent : words.emoji.names[index - 1];
    return html`<button role="tab" aria-selected=${chosen} aria-controls="emoji-panel" aria-label=${name} title=${name} tabindex=${chosen || (this.query && index === 0) ? 0 : -1} @click=${() => this.show(group)}>
      ${icon(PICTURES[index])}
    </button>`;
  }

  note() {
    if (this.failed) return html`<p class="emoji-note">${words.emoji.unavailable}</p>`;
    if (this.emoji?.length === 0) return html`<p class="emoji-note">${words.emoji.none}</p>`;
    return nothing;
  }

  focusSearch() {
    if (matchMedia('(pointer: coarse)').matches) return; // the keyboard would cover it
    /** @type {HTMLElement|null} */ (this.querySelector('input'))?.focus();
  }

  /** @param {InputEvent} event */
  onSearch = (event) => {
    this.query = /** @type {HTMLInputElement} */ (event.target).value.trim();
    this.load();
  };

  /** @param {KeyboardEvent} event */
  onSearchKey = (event) => {
    const first = /** @type {HTMLElement|null} */ (this.querySelector('.emoji-grid button'));
    if (event.key === 'Enter') first?.click();
    else if (event.key === 'ArrowDown') first?.focus();
    else return;
    event.preventDefault();
  };

  /** @param {KeyboardEvent} event */
  onTabKey = (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const tabs = /** @type {HTMLElement[]} */ ([...this.querySelectorAll('[role="tab"]')]);
    const next = tabs[(tabs.indexOf(/** @type {HTMLElement} */ (event.target)) + step + tabs.length) % tabs.length];
    next.click();
    next.focus();
    event.preventDefault();
  };

  /** Arrows walk the grid; up from its first row is the search. @param {KeyboardEvent} event */
  onGridKey = (event) => {
    const all = /** @type {HTMLElement[]} */ ([...this.querySelectorAll('.emoji-grid button')]);
    const columns = all.findIndex((button) => button.offsetTop > all[0].offsetTop);
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns, ArrowUp: -columns }[event.key];
    if (!step) return;
    event.preventDefault();
    const at = all.indexOf(/** @type {HTMLElement} */ (event.target)) + step;
    if (at < 0) this.focusSearch();
    else all[Math.min(at, all.length - 1)].focus();
  };

  /** @param {Event} event */
  onPick = (event) => {
    const button = /** @type {HTMLElement|null} */ (/** @type {Element} */ (event.target).closest('[data-emoji]'));
    if (!button) return;
    this.picked = button.dataset.emoji ?? null;
    // On a shared computer nobody's habits stay.
    if (!context.store.inMemory) open().incrementFavoriteEmojiCount(/** @type {string} */ (this.picked));
    this.hidePopover();
  };
}
customElements.define('qu-emoji-picker', EmojiPicker);
