import { html, nothing } from 'lit-html';
import { rememberUser } from '../../db/contacts.js';
import { createGroup, openDirect } from '../../db/conversations.js';
import { context } from '../context.js';
import { DialogView, openDialog } from '../dialog.js';
import { PeoplePicker } from '../people/people-picker.js';
import { openConversation } from '../router.js';
import { words } from '../words.js';

/** Starts talking: to one person with a click, or to a group with a title. */
class NewConversation extends DialogView {
  kind = 'full';
  group = false;
  title = '';
  announcements = false;
  error = '';
  picker = this.makePicker();

  makePicker() {
    const picker = new PeoplePicker();
    picker.pick = (user) => this.talkTo(user);
    picker.changed = () => this.clearError();
    return picker;
  }

  start() {
    this.picker.except = new Set([context.store.userId]);
  }

  heading() {
    return words.create.title;
  }

  body() {
    return html`<form class="dialog-form" novalidate @submit=${this.onSubmit}>
      <div class="dialog-body">
        <div class="segments" role="radiogroup" aria-label=${words.create.kind}>
          ${this.choice(false, words.create.one)} ${this.choice(true, words.create.group)}
        </div>
        ${this.group ? this.titleField() : nothing} ${this.picker} ${this.group ? this.announcementOption() : nothing}
      </div>
      ${
        this.group
          ? html`<div class="dialog-foot">
              ${this.error ? html`<p class="field-error" role="alert">${this.error}</p>` : nothing}
              <button class="button primary">${words.create.start}</button>
            </div>`
          : nothing
      }
    </form>`;
  }

  /** @param {boolean} group @param {string} label */
  choice(group, label) {
    return html`<label><input type="radio" name="kind" .checked=${this.group === group} @change=${() => this.choose(group)} />${label}</label>`;
  }

  titleField() {
    return html`<div class="field">
      <label for="group-title">${words.create.groupTitle}</label>
      <input class="input" id="group-title" dir="auto" maxlength="100" autocomplete="off" placeholder=${words.create.groupTitleHint} .value=${this.title} @input=${this.onTitle} />
    </div>`;
  }

  announcementOption() {
    return html`<label class="choice">
      <input type="checkbox" .checked=${this.announcements} @change=${this.onAnnouncements} />
      <span>${words.create.announcements}<small>${words.create.announcementsHint}</small></span>
    </label>`;
  }

  /** @param {boolean} group */
  choose(group) {
    this.group = group;
    this.picker.several = group;
    this.picker.update();
    this.clearError();
  }

  clearError() {
    this.error = '';
    this.update();
  }

  /** @param {InputEvent} event */
  onTitle = (event) => {
    this.title = /** @type {HTMLInputElement} */ (event.target).value;
    this.clearError();
  };

  /** @param {Event} event */
  onAnnouncements = (event) => {
    this.announcements = /** @type {HTMLInputElement} */ (event.target).checked;
  };

  /** @param {import('../../types.js').User} user */
  async talkTo(user) {
    await rememberUser(context.store, user);
    this.go(await openDirect(context.store, user.id));
  }

  /** @param {SubmitEvent} event */
  onSubmit = async (event) => {
    event.preventDefault();
    if (!this.group) return;
    const people = [...this.picker.chosen.values()];
    const title = this.title.trim();
    this.error = !title ? words.create.needsTitle : people.length === 0 ? words.create.needsPeople : '';
    this.update();
    if (this.error) return;
    for (const user of people) await rememberUser(context.store, user);
    const posting = this.announcements ? 'moderators' : 'everyone';
    this.go(await createGroup(context.store, { title, memberIds: people.map(({ id }) => id), posting }));
  };

  /** @param {string} id */
  go(id) {
    this.close();
    openConversation(id);
  }
}
customElements.define('qu-new-conversation', NewConversation);

export const openNewConversation = () => openDialog(new NewConversation());
