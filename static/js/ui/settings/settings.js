import { html } from 'lit-html';
import { DialogView, openDialog } from '../dialog.js';
import { icon } from '../icon.js';
import './account.js';
import './appearance.js';
import './devices.js';
import './invites.js';
import './profile.js';
import './storage.js';
import './sync.js';
import { words } from '../words.js';

/** @typedef {'profile'|'appearance'|'account'|'devices'|'invites'|'sync'|'storage'} Section */

/** @type {{name: Section, picture: string}[]} */
const SECTIONS = [
  { name: 'profile', picture: 'person' },
  { name: 'appearance', picture: 'palette' },
  { name: 'account', picture: 'key' },
  { name: 'devices', picture: 'device' },
  { name: 'invites', picture: 'link' },
  { name: 'sync', picture: 'sync' },
  { name: 'storage', picture: 'storage' },
];

/** Everything that one can set; each section is an element of its own. */
class Settings extends DialogView {
  kind = 'wide full';
  dismissable = true;
  /** @type {Section} */
  section = 'profile';

  heading() {
    return words.settings.title;
  }

  body() {
    return html`<div class="settings">
      <div class="settings-tabs" role="tablist" aria-label=${words.settings.sections} @keydown=${this.onKey}>
        ${SECTIONS.map((section) => this.tab(section))}
      </div>
      <div class="settings-panel" role="tabpanel" id="settings-panel" aria-labelledby="tab-${this.section}" tabindex="0">${panels[this.section]()}</div>
    </div>`;
  }

  /** @param {{name: Section, picture: string}} section */
  tab({ name, picture }) {
    const chosen = name === this.section;
    return html`<button class="place" role="tab" id="tab-${name}" aria-selected=${chosen} aria-controls="settings-panel" tabindex=${chosen ? 0 : -1} @click=${() => this.choose(name)}>
      ${icon(picture)}${words.settings[name]}
    </button>`;
  }

  /** @param {Section} section */
  choose(section) {
    this.section = section;
    this.paint();
    /** @type {HTMLElement|null} */ (this.querySelector(`#tab-${section}`))?.focus();
    this.showTab();
  }

  rendered() {
    const opening = !this.dialog.open;
    super.rendered();
    if (opening) this.showTab();
  }

  /** On a phone the sections stand in a row that is longer than the screen. */
  showTab() {
    this.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }

  /** @param {KeyboardEvent} event */
  onKey = (event) => {
    const at = SECTIONS.findIndex(({ name }) => name === this.section);
    const last = SECTIONS.length - 1;
    /** @type {Object<string, number>} */
    const to = { ArrowDown: at + 1, ArrowRight: at + 1, ArrowUp: at - 1, ArrowLeft: at - 1, Home: 0, End: last };
    if (!(event.key in to)) return;
    event.preventDefault();
    this.choose(SECTIONS[(to[event.key] + SECTIONS.length) % SECTIONS.length].name);
  };
}
customElements.define('qu-settings', Settings);

/** @type {Record<Section, () => unknown>} */
const panels = {
  profile: () => html`<qu-settings-profile></qu-settings-profile>`,
  appearance: () => html`<qu-settings-appearance></qu-settings-appearance>`,
  account: () => html`<qu-settings-account></qu-settings-account>`,
  devices: () => html`<qu-settings-devices></qu-settings-devices>`,
  invites: () => html`<qu-settings-invites></qu-settings-invites>`,
  sync: () => html`<qu-settings-sync></qu-settings-sync>`,
  storage: () => html`<qu-settings-storage></qu-settings-storage>`,
};

/** @param {Section} [section] */
export const openSettings = (section = 'profile') => openDialog(Object.assign(new Settings(), { section }));
