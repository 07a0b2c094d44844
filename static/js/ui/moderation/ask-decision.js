import { html, nothing } from 'lit-html';
import { FOREVER } from '../../db/moderation.js';
import { iso } from '../../lib/time.js';
import { DialogView, openDialog } from '../dialog.js';
import { sanctions } from '../words/moderation.js';
import { words } from '../words.js';

const HOUR = 3_600_000;
/** @typedef {'hour'|'day'|'week'|'good'} Duration */

/** @type {Record<Duration, number|null>} */
const LENGTHS = { hour: HOUR, day: 24 * HOUR, week: 7 * 24 * HOUR, good: null };
export const DURATIONS = /** @type {Duration[]} */ (Object.keys(LENGTHS));
const LONGEST_REASON = 300;

/** When something ends that begins now. @param {Duration} duration */
export const endOf = (duration) => {
  const length = LENGTHS[duration];
  return length === null ? FOREVER : iso(Date.now() + length);
};

/**
 * What is asked before a moderator does something to somebody.
 * @typedef {{question: string, detail: string, label: string, timed?: boolean, demanding?: boolean}} Asked
 *   `timed`: for how long; `demanding`: not without a reason
 * @typedef {{until: string, reason: string}} Decision
 */

class AskDecision extends DialogView {
  kind = 'small';
  asked = /** @type {Asked} */ (/** @type {unknown} */ (null));
  /** @type {Decision|null} */
  decision = null;

  heading() {
    return this.asked.question;
  }

  body() {
    const { detail, label, timed, demanding } = this.asked;
    return html`<form class="dialog-form" @submit=${this.onSubmit}>
      <div class="dialog-body">
        <p>${detail}</p>
        ${timed ? durationField() : nothing}
        <div class="field">
          <label for="decision-reason">${demanding ? sanctions.reason : sanctions.reasonOptional}</label>
          <textarea class="input" id="decision-reason" name="reason" dir="auto" rows="2" maxlength=${LONGEST_REASON} ?required=${demanding} autofocus></textarea>
        </div>
      </div>
      <div class="dialog-foot">
        <button class="button" type="button" @click=${() => this.close()}>${words.cancel}</button>
        <button class="button danger">${label}</button>
      </div>
    </form>`;
  }

  /** @param {SubmitEvent} event */
  onSubmit = (event) => {
    event.preventDefault();
    const given = new FormData(/** @type {HTMLFormElement} */ (event.target));
    const duration = /** @type {Duration} */ (given.get('duration') ?? 'good');
    this.decision = { until: endOf(duration), reason: `${given.get('reason')}`.trim() };
    this.close();
  };
}
customElements.define('qu-ask-decision', AskDecision);

const durationField = () => html`<div class="field">
  <label for="decision-duration">${sanctions.until}</label>
  <select class="input" id="decision-duration" name="duration">
    ${DURATIONS.map((name) => html`<option value=${name} ?selected=${name === 'day'}>${sanctions.durations[name]}</option>`)}
  </select>
</div>`;

/** @param {Asked} asked @returns {Promise<Decision|null>} null: rather not */
export function askDecision(asked) {
  const dialog = openDialog(Object.assign(new AskDecision(), { asked }));
  return new Promise((resolve) => {
    dialog.dialog.addEventListener('close', () => resolve(dialog.decision), { once: true });
  });
}
