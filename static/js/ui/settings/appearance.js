import { html } from 'lit-html';
import { View } from '../view.js';
import { words } from '../words.js';
import { appearance, setAppearance } from './appearance-choice.js';

/** Light, dark or as the system; and how large the letters are. */
class AppearanceSettings extends View {
  template() {
    const { theme, text, keys } = appearance();
    return html`<section>
      <fieldset class="field">
        <legend class="field-label">${words.settings.theme}</legend>
        <div class="segments">${this.options('theme', words.settings.themes, theme)}</div>
      </fieldset>
      <fieldset class="field">
        <legend class="field-label">${words.settings.textSize}</legend>
        <div class="segments">${this.options('text', words.settings.sizes, text)}</div>
      </fieldset>
      <label class="choice">
        <input type="checkbox" .checked=${keys === 'on'} @change=${this.onKeys} />
        <span>${words.settings.singleKeys}<small>${words.settings.singleKeysHint}</small></span>
      </label>
    </section>`;
  }

  /** @param {'theme'|'text'} name @param {Record<string, string>} options @param {string} chosen */
  options(name, options, chosen) {
    return Object.entries(options).map(
      ([value, label]) =>
        html`<label><input type="radio" name=${name} .checked=${value === chosen} @change=${() => this.choose({ [name]: value })} />${label}</label>`,
    );
  }

  /** @param {Event} event */
  onKeys = (event) => this.choose({ keys: /** @type {HTMLInputElement} */ (event.target).checked ? 'on' : 'off' });

  /** @param {Partial<import('./appearance-choice.js').Appearance>} change */
  choose(change) {
    setAppearance(change);
    this.update();
  }
}
customElements.define('qu-settings-appearance', AppearanceSettings);
