/** @import { User } from '../../types.js' */
import { html, nothing } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import { listContacts } from '../../db/contacts.js';
import { normalise } from '../../lib/text.js';
import { searchPeople } from '../../net/account.js';
import { context } from '../context.js';
import { icon } from '../icon.js';
import { View } from '../view.js';
import { words } from '../words.js';
import { personAvatar } from './avatar.js';

const SEARCH_AFTER = 200;

/**
 * A box that finds people: one's contacts at once, the others of this QuChat when online. Each is offered through
 * `item`; with `several`, they are ticked and `chosen` holds them.
 */
export class PeoplePicker extends View {
  several = false;
  /** Ids of people who are not offered. @type {Set<string>} */
  except = new Set();
  /** @type {(user: User) => void} */
  pick = () => {};
  /** @type {() => void} */
  changed = () => {};

  /** @type {Map<string, User>} */
  chosen = new Map();
  /** @type {User[]} */
  contacts = [];
  /** @type {User[]} */
  found = [];
  query = '';
  offline = false;
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  waiting;

  start() {
    this.watch(
      'contacts',
      () => listContacts(context.store),
      (contacts) => {
        this.contacts = contacts.flatMap(({ user, name }) => (user ? [{ ...user, display_name: name }] : []));
      },
    );
    this.search();
  }

  stop() {
    clearTimeout(this.waiting);
  }

  async search() {
    const { query } = this;
    try {
      const users = await searchPeople(query);
      if (query !== this.query) return;
      this.found = users;
      this.offline = false;
    } catch {
      this.offline = true;
    }
    this.update();
  }

  get people() {
    const wanted = normalise(this.query);
    const known = this.contacts.filter((user) => normalise(`${user.display_name} ${user.username}`).includes(wanted));
    const ids = new Set(known.map(({ id }) => id));
    return [...known, ...this.found.filter(({ id }) => !ids.has(id))].filter(({ id }) => !this.except.has(id));
  }

  template() {
    const { people } = this;
    return html`<div class="people-box">
      <div class="field">
        <label for="find-people">${words.people.find}</label>
        <input class="input" id="find-people" type="search" autocomplete="off" autofocus placeholder=${words.people.findHint} .value=${this.query} @input=${this.onInput} @keydown=${this.onKey} />
      </div>
      ${this.several && this.chosen.size > 0 ? this.chips() : nothing}
      ${this.offline ? html`<p class="field-hint">${words.people.offline}</p>` : nothing}
      <ul class="people people-results">
        ${repeat(
          people,
          ({ id }) => id,
          (user) => html`<li>${this.several ? this.option(user) : this.button(user)}</li>`,
        )}
      </ul>
      ${people.length === 0 && this.query ? html`<p class="field-hint" role="status">${words.people.none}</p>` : nothing}
    </div>`;
  }

  chips() {
    return html`<ul class="chips" aria-label=${words.create.chosen}>
      ${repeat(
        this.chosen.values(),
        ({ id }) => id,
        (user) => html`<li>
          <button type="button" class="chip" aria-label=${words.people.remove(user.display_name)} @click=${() => this.toggle(user)}>
            ${personAvatar(user, user.display_name, { size: 'xs' })}<bdi class="one-line">${user.display_name}</bdi>${icon('close')}
          </button>
        </li>`,
      )}
    </ul>`;
  }

  /** @param {User} user */
  option(user) {
    return html`<label class="person">
      ${personText(user)}
      <input type="checkbox" .checked=${this.chosen.has(user.id)} @change=${() => this.toggle(user)} />
    </label>`;
  }

  /** @param {User} user */
  button(user) {
    return html`<button type="button" class="person" @click=${() => this.pick(user)}>${personText(user)}</button>`;
  }

  /** @param {User} user */
  toggle(user) {
    if (!this.chosen.delete(user.id)) this.chosen.set(user.id, user);
    this.changed();
    this.update();
  }

  /** @param {InputEvent} event */
  onInput = (event) => {
    this.query = /** @type {HTMLInputElement} */ (event.target).value.trim();
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.search(), SEARCH_AFTER);
    this.update();
  };

  /** Enter takes the first, as everywhere where one searches. @param {KeyboardEvent} event */
  onKey = (event) => {
    if (event.key !== 'Enter' || event.isComposing) return;
    event.preventDefault();
    const [first] = this.people;
    if (!first || !this.query) return;
    if (this.several) this.toggle(first);
    else this.pick(first);
  };
}
customElements.define('qu-people-picker', PeoplePicker);

/** @param {User} user */
const personText = (user) => html`${personAvatar(user, user.display_name)}
  <span class="person-text">
    <span class="person-name one-line" dir="auto">${user.display_name}</span>
    <span class="person-note one-line">@${user.username}</span>
  </span>`;
