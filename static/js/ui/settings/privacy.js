/** @import { Preferences } from '../../types.js' */
import { html, nothing } from 'lit-html';
import { preferencesOf, setPreferences } from '../../db/preferences.js';
import { makesLinkPreviews } from '../../sync/limits.js';
import { context } from '../context.js';
import { View } from '../view.js';
import { words } from '../words.js';

/** What is told to whom, on all of one's devices. */
class PrivacySettings extends View {
  /** @type {Preferences|null} */
  preferences = null;

  start() {
    this.watch(
      'preferences',
      () => preferencesOf(context.store),
      (preferences) => {
        this.preferences = preferences;
      },
    );
  }

  template() {
    if (!this.preferences) return nothing;
    const can = makesLinkPreviews();
    return html`<section>
      <h3>${words.settings.privacy}</h3>
      <label class="choice">
        <input type="checkbox" ?disabled=${!can} .checked=${can && this.preferences.link_previews} @change=${this.onLinkPreviews} />
        <span>${words.settings.linkPreviews}<small>${can ? words.settings.linkPreviewsHint : words.settings.linkPreviewsOff}</small></span>
      </label>
    </section>`;
  }

  /** @param {Event} event */
  onLinkPreviews = (event) =>
    setPreferences(context.store, { link_previews: /** @type {HTMLInputElement} */ (event.target).checked });
}
customElements.define('qu-settings-privacy', PrivacySettings);
