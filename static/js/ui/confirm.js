import { html, nothing } from 'lit-html';
import { DialogView, openDialog } from './dialog.js';
import { words } from './words.js';

/** Asks before something that can't be undone. */
class Confirm extends DialogView {
  kind = 'small';
  question = '';
  detail = '';
  label = '';
  /** @type {'danger'|'primary'} */
  button = 'danger';
  yes = false;

  heading() {
    return this.question;
  }

  body() {
    return html`${this.detail ? html`<div class="dialog-body"><p>${this.detail}</p></div>` : nothing}
      <div class="dialog-foot">
        <button class="button" autofocus @click=${() => this.close()}>${words.cancel}</button>
        <button class="button ${this.button}" @click=${() => this.agree()}>${this.label}</button>
      </div>`;
  }

  agree() {
    this.yes = true;
    this.close();
  }
}
customElements.define('qu-confirm', Confirm);

/**
 * @param {string} question @param {string} label of the button that does it @param {string} [detail] what follows from it
 * @param {'danger'|'primary'} [button] how that button looks
 * @returns {Promise<boolean>}
 */
export function confirm(question, label, detail = '', button = 'danger') {
  const dialog = Object.assign(new Confirm(), { question, label, detail, button });
  openDialog(dialog);
  return new Promise((resolve) => {
    dialog.dialog.addEventListener('close', () => resolve(dialog.yes), { once: true });
  });
}
