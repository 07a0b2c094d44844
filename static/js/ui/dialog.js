import { html, nothing } from 'lit-html';
import { icon } from './icon.js';
import { closeOnClickOutside } from './light-dismiss.js';
import { raiseToasts } from './toast.js';
import { View } from './view.js';
import { words } from './words.js';

let made = 0;

/**
 * A modal dialog named by its heading. Subclasses give `heading()` and `body()`. It opens when it enters the page and
 * leaves it when it closes; the browser keeps the focus inside and gives it back afterwards.
 */
export class DialogView extends View {
  headingId = `heading-${++made}`;
  /** Further classes: `wide`, `full` (on a phone as high as the screen), `small`. */
  kind = '';
  /** Whether a click outside closes it: not where something typed could be lost. */
  dismissable = false;

  heading() {
    return '';
  }

  /** @returns {unknown} */
  body() {
    return nothing;
  }

  template() {
    return html`<dialog class="dialog ${this.kind}" aria-labelledby=${this.headingId} closedby=${this.dismissable ? 'any' : 'closerequest'} @close=${() => this.remove()}>
      <div class="dialog-head">
        <h2 id=${this.headingId} tabindex="-1" dir="auto">${this.heading()}</h2>
        <button class="icon-button" type="button" aria-label=${words.close} @click=${() => this.close()}>${icon('close')}</button>
      </div>
      ${this.body()}
    </dialog>`;
  }

  rendered() {
    const dialog = this.dialog;
    if (dialog.open) return;
    const first = dialog.querySelector('[autofocus]') ?? dialog.querySelector('h2');
    dialog.showModal();
    if (this.dismissable) closeOnClickOutside(dialog);
    raiseToasts();
    /** @type {HTMLElement|null} */ (first)?.focus();
  }

  get dialog() {
    return /** @type {HTMLDialogElement} */ (this.querySelector('dialog'));
  }

  close() {
    this.dialog.close();
  }
}

/** @template {DialogView} T @param {T} dialog @returns {T} */
export function openDialog(dialog) {
  document.body.append(dialog);
  return dialog;
}
