import { html, nothing } from 'lit-html';
import { endDevice, listDevices, renameDevice } from '../../net/account.js';
import { momentWords } from '../dates.js';
import { FromServer, sentence } from '../from-server.js';
import { icon } from '../icon.js';
import { showToast } from '../toast.js';
import { View } from '../view.js';
import { words } from '../words.js';

/** Where one is signed in, and how to end it from here. */
class DeviceSettings extends View {
  /** @type {Awaited<ReturnType<typeof listDevices>>|null} */
  devices = null;
  asked = new FromServer(this, async () => {
    this.devices = await listDevices();
  });
  /** The one whose name is being changed. @type {string|null} */
  renaming = null;

  start() {
    this.asked.start();
  }

  template() {
    const problem = this.asked.problem();
    if (problem) return html`<p class="field-hint">${problem}</p>`;
    return html`<ul class="settings-rows">
      ${this.devices?.map((device) => this.row(device))}
    </ul>`;
  }

  /** @param {NonNullable<DeviceSettings['devices']>[number]} device */
  row(device) {
    const { id, name, current, last_seen_at } = device;
    if (id === this.renaming) return this.form(device);
    return html`<li class="settings-row">
      ${icon('device')}
      <span><bdi>${name}</bdi><small>${current ? words.settings.thisDevice : words.settings.lastSeen(momentWords(last_seen_at))}</small></span>
      <button class="button small" aria-label=${words.settings.renameDevice(name)} @click=${() => this.rename(id)}>${words.settings.rename}</button>
      ${current ? nothing : html`<button class="button small danger" aria-label=${words.settings.signOutDevice(name)} @click=${() => this.end(id)}>${words.settings.endDevice}</button>`}
    </li>`;
  }

  /** @param {NonNullable<DeviceSettings['devices']>[number]} device */
  form({ id, name }) {
    return html`<li class="settings-row">
      <form class="rename-row" @submit=${(/** @type {SubmitEvent} */ event) => this.save(event, id)} @keydown=${this.onKey}>
        <input class="input" name="name" aria-label=${words.settings.deviceName} .value=${name} required maxlength="64" autocomplete="off" dir="auto" />
        <button class="button small primary">${words.save}</button>
        <button class="button small" type="button" @click=${() => this.rename(null)}>${words.cancel}</button>
      </form>
    </li>`;
  }

  /** @param {string|null} id */
  rename(id) {
    const before = this.renaming;
    this.renaming = id;
    this.paint();
    const input = /** @type {HTMLInputElement|null} */ (this.querySelector('.rename-row input'));
    input?.select();
    if (!input) this.focusRow(before);
  }

  /** Back to where one came from. @param {string|null} id */
  focusRow(id) {
    const at = this.devices?.findIndex((device) => device.id === id) ?? -1;
    this.querySelectorAll('li')[at]?.querySelector('button')?.focus();
  }

  /** Leaves the name as it was, and the dialog open. @param {KeyboardEvent} event */
  onKey = (event) => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    event.stopPropagation();
    this.rename(null);
  };

  /** @param {SubmitEvent} event @param {string} id */
  async save(event, id) {
    event.preventDefault();
    const name = String(new FormData(/** @type {HTMLFormElement} */ (event.target)).get('name')).trim();
    if (!name) return;
    try {
      await renameDevice(id, name);
      this.devices = this.devices?.map((device) => (device.id === id ? { ...device, name } : device)) ?? null;
      this.rename(null);
    } catch (error) {
      showToast(sentence(error));
    }
  }

  /** @param {string} id */
  async end(id) {
    try {
      await endDevice(id);
      showToast(words.settings.deviceEnded, { seconds: 3 });
    } catch (error) {
      showToast(sentence(error));
    }
    this.asked.load();
  }
}
customElements.define('qu-settings-devices', DeviceSettings);
