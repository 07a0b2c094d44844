import { html, nothing } from 'lit-html';
import { changePassword } from '../../net/account.js';
import './own-data.js';
import './privacy.js';
import { sentence } from '../from-server.js';
import { openSignOut } from '../sync/sign-out.js';
import { showToast } from '../toast.js';
import { View } from '../view.js';
import { words } from '../words.js';

/** The password, and signing out of this browser. */
class AccountSettings extends View {
  error = '';

  template() {
    return html`<form @submit=${this.onSubmit}>
        <h3>${words.settings.password}</h3>
        <div class="field">
          <label for="current-password">${words.settings.currentPassword}</label>
          <input class="input" id="current-password" name="current" type="password" required autocomplete="current-password" />
        </div>
        <div class="field">
          <label for="new-password">${words.settings.newPassword}</label>
          <input class="input" id="new-password" name="next" type="password" required minlength="8" maxlength="256" autocomplete="new-password" aria-describedby="password-hint" />
          <p class="field-hint" id="password-hint">${words.settings.passwordHint}</p>
        </div>
        ${this.error ? html`<p class="field-error" role="alert">${this.error}</p>` : nothing}
        <button class="button primary">${words.settings.password}</button>
      </form>
      <qu-settings-privacy></qu-settings-privacy>
      <qu-settings-own-data></qu-settings-own-data>
      <section>
        <h3>${words.settings.signOut}</h3>
        <p class="field-hint">${words.settings.signOutHint}</p>
        <button class="button danger" @click=${openSignOut}>${words.settings.signOut}</button>
      </section>`;
  }

  /** @param {SubmitEvent} event */
  onSubmit = async (event) => {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.target);
    const data = new FormData(form);
    try {
      await changePassword(String(data.get('current')), String(data.get('next')));
      form.reset();
      this.error = '';
      showToast(words.settings.passwordChanged);
    } catch (error) {
      this.error = sentence(error);
    }
    this.update();
  };
}
customElements.define('qu-settings-account', AccountSettings);
