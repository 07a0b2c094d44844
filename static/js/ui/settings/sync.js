import { html } from 'lit-html';
import { MODES, mode } from '../../sync/modes.js';
import { status } from '../../sync/status.js';
import { openOutbox } from '../lazy.js';
import { switchMode } from './mode-switch.js';
import '../sync/sync-details.js';
import { View } from '../view.js';
import { modes } from '../words/modes.js';
import { words } from '../words.js';

/** How this device stands with the server. */
class SyncSettings extends View {
  start() {
    this.until(
      'status',
      status.subscribe(() => this.update()),
    );
    this.until(
      'mode',
      mode.subscribe(() => this.update()),
    );
  }

  template() {
    const { online, syncing, pending, lastError } = status.get();
    return html`<section>
      <dl class="facts">
        <dt>${words.settings.connection}</dt>
        <dd>${mode.get() === 'local-only' ? words.sync.localOnly : !online ? words.sync.offline : syncing ? words.sync.syncing : words.sync.online}</dd>
        <dt>${words.settings.waiting}</dt>
        <dd>
          ${pending ? words.sync.pending(pending) : words.settings.none}
          <button class="text-button" aria-haspopup="dialog" @click=${openOutbox}>${words.settings.showWaiting}</button>
        </dd>
        <dt>${words.settings.lastError}</dt>
        <dd>${lastError?.message ?? words.settings.none}</dd>
      </dl>
      <button class="button" @click=${() => dispatchEvent(new CustomEvent('quchat:sync-now'))}>${words.settings.syncNow}</button>
      <fieldset class="mode-choices">
        <legend class="field-label">${modes.legend}</legend>
        ${MODES.map((one) => this.choice(one))}
      </fieldset>
      <qu-sync-details></qu-sync-details>
    </section>`;
  }

  /** @param {import('../../types.js').SyncMode} one */
  choice(one) {
    return html`<label class="choice">
      <input type="radio" name="mode" value=${one} .checked=${one === mode.get()} @change=${() => this.choose(one)} />
      <span>${modes[one]}<small>${modes[`${one}Hint`]}</small></span>
    </label>`;
  }

  /** @param {import('../../types.js').SyncMode} one */
  async choose(one) {
    await switchMode(one);
    const now = /** @type {HTMLInputElement|null} */ (this.querySelector(`[value="${mode.get()}"]`));
    // Also when one changed one's mind.
    if (now) now.checked = true;
  }
}
customElements.define('qu-settings-sync', SyncSettings);
