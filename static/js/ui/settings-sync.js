import { html } from 'lit-html';
import { status } from '../sync/status.js';
import './sync-details.js';
import { View } from './view.js';
import { words } from './words.js';

/** How this device stands with the server. */
class SyncSettings extends View {
  start() {
    this.until(
      'status',
      status.subscribe(() => this.update()),
    );
  }

  template() {
    const { online, syncing, pending, lastError } = status.get();
    return html`<section>
      <dl class="facts">
        <dt>${words.settings.connection}</dt>
        <dd>${!online ? words.sync.offline : syncing ? words.sync.syncing : words.sync.online}</dd>
        <dt>${words.settings.waiting}</dt>
        <dd>${pending ? words.sync.pending(pending) : words.settings.none}</dd>
        <dt>${words.settings.lastError}</dt>
        <dd>${lastError?.message ?? words.settings.none}</dd>
      </dl>
      <button class="button" @click=${() => dispatchEvent(new CustomEvent('quchat:sync-now'))}>${words.settings.syncNow}</button>
      <qu-sync-details></qu-sync-details>
    </section>`;
  }
}
customElements.define('qu-settings-sync', SyncSettings);
