/** @import { StoredMessage } from '../../types.js' */
import { html } from 'lit-html';
import { readersOf } from '../../db/memberships.js';
import { context } from '../context.js';
import { DialogView, openDialog } from '../dialog.js';
import { personAvatar } from '../people/avatar.js';
import { words } from '../words.js';

/** Who has read a message; it grows while one looks. */
class ReadBy extends DialogView {
  dismissable = true;
  message = /** @type {StoredMessage} */ (/** @type {unknown} */ (null));
  /** @type {Awaited<ReturnType<typeof readersOf>>} */
  readers = [];

  start() {
    this.watch(
      'readers',
      () => readersOf(context.store, this.message),
      (readers) => {
        this.readers = readers;
      },
    );
  }

  heading() {
    return words.readBy.title;
  }

  body() {
    return html`<div class="dialog-body">
      ${
        this.readers.length === 0
          ? html`<p class="quiet">${words.readBy.nobody}</p>`
          : html`<ul class="people">
              ${this.readers.map(
                ({ user, name }) =>
                  html`<li class="person">${personAvatar(user, name)}<span class="person-text"><span class="person-name one-line" dir="auto">${name}</span></span></li>`,
              )}
            </ul>`
      }
    </div>`;
  }
}
customElements.define('qu-read-by', ReadBy);

/** @param {StoredMessage} message */
export const openReadBy = (message) => openDialog(Object.assign(new ReadBy(), { message }));
