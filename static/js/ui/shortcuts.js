import { html } from 'lit-html';
import { DialogView, openDialog } from './dialog.js';
import { modifier } from './keys.js';
import { words } from './words.js';

/** What the keyboard can do. */
class Shortcuts extends DialogView {
  dismissable = true;

  heading() {
    return words.shortcuts.title;
  }

  body() {
    return html`<div class="dialog-body">
      <dl class="shortcut-list">
        ${words.shortcuts.list.map(
          ([what, keys]) =>
            html`<dt>${what}</dt>
              <dd>${keys.map((key) => html`<kbd>${key === 'Mod' ? modifier : key}</kbd> `)}</dd>`,
        )}
      </dl>
    </div>`;
  }
}
customElements.define('qu-shortcuts', Shortcuts);

export const openShortcuts = () => openDialog(new Shortcuts());
