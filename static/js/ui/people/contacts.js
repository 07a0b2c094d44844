/** @import { User } from '../../types.js' */
import { html, nothing } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import { addContact, listContacts, rememberUser, removeContact, renameContact } from '../../db/contacts.js';
import { openDirect } from '../../db/conversations.js';
import { normalise } from '../../lib/text.js';
import { context } from '../context.js';
import { DialogView, openDialog } from '../dialog.js';
import { icon } from '../icon.js';
import { openMenu } from '../menu.js';
import { openConversation } from '../router.js';
import { showToast } from '../toast.js';
import { words } from '../words.js';
import { personAvatar } from './avatar.js';
import { PeopleSearch } from './people-search.js';

/** @typedef {Awaited<ReturnType<typeof listContacts>>[number]} ListedContact */

/** The people one knows here, and how to find more. */
class Contacts extends DialogView {
  kind = 'full';
  /** @type {ListedContact[]} */
  contacts = [];
  search = new PeopleSearch(() => this.update());
  /** Id of the contact whose nickname is being changed. */
  naming = '';

  start() {
    this.watch(
      'contacts',
      () => listContacts(context.store),
      (contacts) => {
        this.contacts = contacts;
      },
    );
    this.search.run();
  }

  stop() {
    this.search.stop();
  }

  heading() {
    return words.contacts.title;
  }

  body() {
    const wanted = normalise(this.search.query);
    const own = this.contacts.filter(({ name, user }) => normalise(`${name} ${user?.username ?? ''}`).includes(wanted));
    const ids = new Set([context.store.userId, ...this.contacts.map(({ contact }) => contact.contact_id)]);
    const others = this.search.found.filter(({ id }) => !ids.has(id));
    return html`<div class="dialog-body">
      <div class="field">
        <label for="find-contact">${words.people.find}</label>
        <input class="input" id="find-contact" type="search" autocomplete="off" autofocus placeholder=${words.people.findHint} @input=${this.onInput} />
      </div>
      ${this.search.offline ? html`<p class="field-hint">${words.people.offline}</p>` : nothing}
      ${own.length > 0 ? html`<h3 class="section-title">${words.contacts.yours}</h3>` : nothing}
      <ul class="people">${repeat(
        own,
        ({ contact }) => contact.id,
        (one) => html`<li>${this.contact(one)}</li>`,
      )}</ul>
      ${others.length > 0 ? html`<h3 class="section-title">${words.contacts.others}</h3>` : nothing}
      <ul class="people">${repeat(
        others,
        ({ id }) => id,
        (user) => html`<li>${this.stranger(user)}</li>`,
      )}</ul>
      ${own.length + others.length === 0 ? html`<p class="field-hint" role="status">${this.search.query ? words.people.none : words.contacts.emptyHint}</p>` : nothing}
    </div>`;
  }

  /** @param {ListedContact} listed */
  contact({ contact, user, name }) {
    if (this.naming === contact.id) return this.nameForm(contact.id, contact.nickname);
    return html`<div class="person">
      ${personAvatar(user, name)}
      <span class="person-text">
        <span class="person-name one-line" dir="auto">${name}</span>
        <span class="person-note one-line">@${user?.username ?? ''}</span>
      </span>
      <button class="button small" aria-label=${words.contacts.message(name)} @click=${() => this.talkTo(contact.contact_id)}>${words.members.message}</button>
      <button class="icon-button" aria-label=${words.members.options(name)} aria-haspopup="menu" @click=${(/** @type {Event} */ event) => this.openOptions(event, contact.id, name)}>${icon('more')}</button>
    </div>`;
  }

  /** @param {string} id @param {string} nickname */
  nameForm(id, nickname) {
    return html`<form class="field" @submit=${(/** @type {SubmitEvent} */ event) => this.onName(event, id)}>
      <label for="nickname">${words.contacts.nickname}</label>
      <div class="copy-row">
        <input class="input" id="nickname" name="nickname" dir="auto" maxlength="64" autocomplete="off" .value=${nickname} aria-describedby="nickname-hint" />
        <button class="button primary">${words.save}</button>
      </div>
      <p class="field-hint" id="nickname-hint">${words.contacts.nicknameHint}</p>
    </form>`;
  }

  /** @param {User} user */
  stranger(user) {
    return html`<div class="person">
      ${personAvatar(user, user.display_name)}
      <span class="person-text">
        <span class="person-name one-line" dir="auto">${user.display_name}</span>
        <span class="person-note one-line">@${user.username}</span>
      </span>
      <button class="button small" aria-label=${words.contacts.addNamed(user.display_name)} @click=${() => addContact(context.store, { user })}>${words.contacts.add}</button>
      <button class="icon-button" aria-label=${words.contacts.message(user.display_name)} title=${words.contacts.message(user.display_name)} @click=${() => this.talkTo(user.id, user)}>${icon('message')}</button>
    </div>`;
  }

  /** @param {Event} event @param {string} id @param {string} name */
  openOptions(event, id, name) {
    openMenu(
      /** @type {Element} */ (event.currentTarget),
      [
        { label: words.contacts.edit, icon: 'edit', run: () => this.startNaming(id) },
        { label: words.contacts.remove, icon: 'trash', danger: true, run: () => this.removeContact(id, name) },
      ],
      { label: words.members.options(name) },
    );
  }

  /** @param {string} id */
  startNaming(id) {
    this.naming = id;
    this.paint();
    /** @type {HTMLInputElement|null} */ (this.querySelector('#nickname'))?.select();
  }

  /** @param {SubmitEvent} event @param {string} id */
  onName(event, id) {
    event.preventDefault();
    const nickname = String(new FormData(/** @type {HTMLFormElement} */ (event.target)).get('nickname')).trim();
    this.naming = '';
    renameContact(context.store, id, nickname);
    this.update();
  }

  /** @param {string} id @param {string} name */
  async removeContact(id, name) {
    const removed = this.contacts.find(({ contact }) => contact.id === id);
    await removeContact(context.store, id);
    const user = removed?.user;
    showToast(words.contacts.removed(name), {
      action: user
        ? { label: words.undo, run: () => addContact(context.store, { user, nickname: removed.contact.nickname }) }
        : undefined,
    });
  }

  /** @param {string} userId @param {User} [user] */
  async talkTo(userId, user) {
    if (user) await rememberUser(context.store, user);
    const id = await openDirect(context.store, userId);
    this.close();
    openConversation(id);
  }

  /** @param {InputEvent} event */
  onInput = (event) => {
    this.search.type(/** @type {HTMLInputElement} */ (event.target).value);
    this.update();
  };
}
customElements.define('qu-contacts', Contacts);

export const openContacts = () => openDialog(new Contacts());
