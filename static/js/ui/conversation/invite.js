import { html, nothing } from 'lit-html';
import { createInvite } from '../../net/account.js';
import { copyText } from '../clipboard.js';
import { DialogView, openDialog } from '../dialog.js';
import { words } from '../words.js';

const USES = [1, 5, 30, 100];
const DAYS = [1, 7, 30];
const DAY = 86_400;

/** Makes an invite link, to a conversation or to this QuChat, and shows it once. */
class Invite extends DialogView {
  kind = 'small';
  conversationId = '';
  made = () => {};
  link = '';
  error = '';

  heading() {
    return words.members.invite;
  }

  body() {
    return this.link ? this.linkTemplate() : this.formTemplate();
  }

  formTemplate() {
    return html`<form class="dialog-form" @submit=${this.onSubmit}>
      <div class="dialog-body">
        <p class="quiet">${words.settings.inviteHint}</p>
        <div class="field">
          <label for="invite-uses">${words.settings.inviteUses}</label>
          <select class="input" id="invite-uses" name="uses">
            ${USES.map((uses) => html`<option value=${uses} ?selected=${uses === 30}>${uses}</option>`)}
          </select>
        </div>
        <div class="field">
          <label for="invite-days">${words.settings.inviteDays}</label>
          <select class="input" id="invite-days" name="days">
            ${DAYS.map((days) => html`<option value=${days} ?selected=${days === 7}>${words.settings.days(days)}</option>`)}
          </select>
        </div>
        ${this.error ? html`<p class="field-error" role="alert">${this.error}</p>` : nothing}
      </div>
      <div class="dialog-foot"><button class="button primary">${words.settings.makeInvite}</button></div>
    </form>`;
  }

  linkTemplate() {
    return html`<div class="dialog-body">
      <div class="field">
        <label for="invite-link">${words.settings.inviteLink}</label>
        <div class="copy-row">
          <input class="input" id="invite-link" readonly .value=${this.link} />
          <button class="button primary" @click=${() => this.copy()}>${words.settings.copy}</button>
        </div>
        <p class="field-hint">${words.settings.inviteOnce}</p>
      </div>
    </div>`;
  }

  /** @param {SubmitEvent} event */
  onSubmit = async (event) => {
    event.preventDefault();
    const form = new FormData(/** @type {HTMLFormElement} */ (event.target));
    try {
      const { url } = await createInvite({
        ...(this.conversationId ? { conversation_id: this.conversationId } : {}),
        uses: Number(form.get('uses')),
        expires_in: Number(form.get('days')) * DAY,
      });
      this.link = new URL(url ?? '', location.href).href;
      this.made();
    } catch (error) {
      this.error = /** @type {Error} */ (error).message;
    }
    this.paint();
    /** @type {HTMLInputElement|null} */ (this.querySelector('#invite-link'))?.select();
  };

  copy() {
    return copyText(this.link);
  }
}
customElements.define('qu-invite', Invite);

/** @param {string} [conversationId] none: to this QuChat @param {() => void} [made] */
export const openInvite = (conversationId = '', made = () => {}) =>
  openDialog(Object.assign(new Invite(), { conversationId, made }));
