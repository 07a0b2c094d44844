/** @import { StoredMessage } from '../../types.js' */
import { html } from 'lit-html';
import { getConversation } from '../../db/conversations.js';
import { reportMessage } from '../../db/moderation.js';
import { context } from '../context.js';
import { DialogView, openDialog } from '../dialog.js';
import { plain } from '../message/plain.js';
import { showToast } from '../toast.js';
import { report } from '../words/moderation.js';
import { words } from '../words.js';

const LONGEST_COMMENT = 500;
const PREVIEW = 240;

/** Says what is wrong with somebody's message, to those who can do something about it. */
class ReportMessage extends DialogView {
  kind = 'small';
  message = /** @type {StoredMessage} */ (/** @type {unknown} */ (null));
  inGroup = true;

  async start() {
    const view = await getConversation(context.store, this.message.conversation_id);
    this.inGroup = view?.conversation.kind !== 'direct';
    this.update();
  }

  heading() {
    return report.title;
  }

  body() {
    return html`<form class="dialog-form" @submit=${this.onSubmit}>
      <div class="dialog-body">
        <blockquote class="reported-text" dir="auto">${plain(this.message.content, PREVIEW)}</blockquote>
        <fieldset class="field">
          <legend class="field-label">${report.what}</legend>
          ${Object.entries(report.reasons).map(
            ([reason, text]) => html`<label class="choice">
              <input type="radio" name="reason" value=${reason} required />
              <span>${text}</span>
            </label>`,
          )}
        </fieldset>
        <div class="field">
          <label for="report-comment">${report.comment}</label>
          <textarea class="input" id="report-comment" name="comment" dir="auto" rows="2" maxlength=${LONGEST_COMMENT}></textarea>
        </div>
        <p class="field-hint">${this.inGroup ? report.group : report.direct}</p>
      </div>
      <div class="dialog-foot">
        <button class="button" type="button" @click=${() => this.close()}>${words.cancel}</button>
        <button class="button primary">${report.send}</button>
      </div>
    </form>`;
  }

  /** @param {SubmitEvent} event */
  onSubmit = async (event) => {
    event.preventDefault();
    const given = new FormData(/** @type {HTMLFormElement} */ (event.target));
    const why = { reason: `${given.get('reason')}`, comment: `${given.get('comment')}`.trim() };
    this.close();
    await reportMessage(context.store, this.message, why);
    showToast(report.sent);
  };
}
customElements.define('qu-report-message', ReportMessage);

/** @param {StoredMessage} message */
export const openReport = (message) => openDialog(Object.assign(new ReportMessage(), { message }));
