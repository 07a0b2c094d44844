import { html, nothing } from 'lit-html';
import { endDevice, listDevices } from '../net/account.js';
import { momentWords } from './dates.js';
import { icon } from './icon.js';
import { showToast } from './toast.js';
import { View } from './view.js';
import { words } from './words.js';

/** Where one is signed in, and how to end it from here. */
class DeviceSettings extends View {
  /** @type {Awaited<ReturnType<typeof listDevices>>|null} */
  devices = null;
  failed = false;

  start() {
    this.load();
  }

  async load() {
    try {
      this.devices = await listDevices();
      this.failed = false;
    } catch {
      this.failed = true;
    }
    this.update();
  }

  template() {
    if (this.failed) return html`<p class="field-hint">${words.settings.needsNetwork}</p>`;
    return html`<ul class="settings-rows">
      ${this.devices?.map((device) => this.row(device))}
    </ul>`;
  }

  /** @param {NonNullable<DeviceSettings['devices']>[number]} device */
  row({ id, name, current, last_seen_at }) {
    return html`<li class="settings-row">
      ${icon('device')}
      <span><bdi>${name}</bdi><small>${current ? words.settings.thisDevice : words.settings.lastSeen(momentWords(last_seen_at))}</small></span>
      ${current ? nothing : html`<button class="button small danger" aria-label=${words.settings.signOutDevice(name)} @click=${() => this.end(id)}>${words.settings.endDevice}</button>`}
    </li>`;
  }

  /** @param {string} id */
  async end(id) {
    try {
      await endDevice(id);
      showToast(words.settings.deviceEnded, { seconds: 3 });
    } catch {
      showToast(words.settings.needsNetwork);
    }
    this.load();
  }
}
customElements.define('qu-settings-devices', DeviceSettings);
