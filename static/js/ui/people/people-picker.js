/** @import { User } from '../../types.js' */
import { html, nothing } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import { listContacts } from '../../db/contacts.js';
import { normalise } from '../../lib/text.js';
import { context } from '../context.js';
import { icon } from '../icon.js';
import { View } from '../view.js';
import { words } from '../words.js';
import { personAvatar } from './avatar.js';
import { PeopleSearch } from './people-search.js';

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
  search = new PeopleSearch(() => this.update());

  start() {
    this.watch(
      'contacts',
      () => listContacts(context.store),
      (contacts) => {
        this.contacts = contacts.flatMap(({ user, name }) => (user ? [{ ...user, display_name: name }] : []));
      },
    );
    this.search.run();
  }

  stop() {
    this.search.stop();
  }

  get people() {
    const wanted = normalise(this.search.query);
    const known = this.contacts.filter((user) => normalise(`${user.display_name} ${user.username}`).includes(wanted));
    const ids = new Set(known.map(({ id }) => id));
    return [...known, ...this.search.found.filter(({ id }) => !ids.has(id))].filter(({ id }) => !this.except.has(id));
  }

  template() {
    const { people } = this;
    return html`<div class="people-box">
      <div class="field">
        <label for="find-people">${words.people.find}</label>
        <input class="input" id="find-people" type="search" autocomplete="off" autofocus placeholder=${words.people.findHint} .value=${this.search.query} @input=${this.onInput} @keydown=${this.onKey} />
      </div>
      ${this.several && this.chosen.size > 0 ? this.chips() : nothing}
      ${this.search.offline ? html`<p class="field-hint">${words.people.offline}</p>` : nothing}
      <ul class="people people-results">
        ${repeat(
          people,
          ({ id }) => id,
          (user) => html`<li>${this.several ? this.option(user) : this.button(user)}</li>`,
        )}
      </ul>
      ${people.length === 0 && this.search.query ? html`<p class="field-hint" role="status">${words.people.none}</p>` : nothing}
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
    this.search.type(/** @type {HTMLInputElement} */ (event.target).value);
    this.update();
  };

  /** Enter takes the first, as everywhere where one searches. @param {KeyboardEvent} event */
  onKey = (event) => {
    if (event.key !== 'Enter' || event.isComposing) return;
    event.preventDefault();
    const [first] = this.people;
    if (!first || !this.search.query) return;
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
