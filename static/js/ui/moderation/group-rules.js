/** @import { Conversation } from '../../types.js' */
import { html, nothing } from 'lit-html';
import { updateConversation } from '../../db/conversations.js';
import { isForGood, lasts } from '../../db/moderation.js';
import { confirm } from '../confirm.js';
import { context } from '../context.js';
import { untilWords } from '../dates.js';
import { rules } from '../words/moderation.js';
import { words } from '../words.js';
import { DURATIONS, endOf } from './ask-decision.js';
import { keptDays, periodsFor } from './kept-days.js';

/** Who may write in a group, and how long what is written is kept. @param {Conversation} conversation @param {boolean} owns */
export function groupRules(conversation, owns) {
  return html`<label class="choice">
      <input type="checkbox" .checked=${conversation.posting === 'moderators'} @change=${(/** @type {Event} */ event) => onPosting(conversation, event)} />
      <span>${words.create.announcements}<small>${words.create.announcementsHint}</small></span>
    </label>
    ${silenceField(conversation)} ${owns ? retentionField(conversation) : nothing}`;
}

/** @param {Conversation} conversation */
function silenceField({ id, silenced_until: until = null }) {
  const now = lasts(until) ? /** @type {string} */ (until) : null;
  const current = now ? rules.silenced(isForGood(now) ? null : untilWords(now)) : rules.everyone;
  return html`<div class="field">
    <label for="group-silence">${rules.silence}</label>
    <select class="input" id="group-silence" aria-describedby="group-silence-hint" .value=${'now'} @change=${(/** @type {Event} */ event) => onSilence(id, event)}>
      <option value="now">${current}</option>
      ${now ? html`<option value="over">${rules.everyone}</option>` : nothing}
      ${DURATIONS.map((name) => html`<option value=${name}>${rules.durations[name]}</option>`)}
    </select>
    <p class="field-hint" id="group-silence-hint">${rules.silenceHint}</p>
  </div>`;
}

/** @param {Conversation} conversation */
function retentionField(conversation) {
  const { chosen, periods } = periodsFor(conversation.retention_days ?? null);
  return html`<div class="field">
    <label for="group-keep">${rules.keep}</label>
    <select class="input" id="group-keep" aria-describedby="group-keep-hint" @change=${(/** @type {Event} */ event) => onKeep(conversation, event)}>
      <option value="" .selected=${chosen === null}>${rules.usual(keptDays(null))}</option>
      ${periods.map((period) => html`<option value=${period} .selected=${period === chosen}>${rules.period(period)}</option>`)}
    </select>
    <p class="field-hint" id="group-keep-hint">${rules.keepHint}</p>
  </div>`;
}

/** @param {Conversation} conversation @param {Event} event */
function onPosting({ id }, event) {
  const posting = /** @type {HTMLInputElement} */ (event.target).checked ? 'moderators' : 'everyone';
  updateConversation(context.store, id, { posting });
}

/** @param {string} id @param {Event} event */
function onSilence(id, event) {
  const select = /** @type {HTMLSelectElement} */ (event.target);
  const chosen = /** @type {'now'|'over'|'hour'|'day'|'week'|'good'} */ (select.value);
  select.value = 'now';
  if (chosen === 'now') return;
  updateConversation(context.store, id, { silenced_until: chosen === 'over' ? null : endOf(chosen) });
}

/** @param {Conversation} conversation @param {Event} event */
async function onKeep({ id, retention_days: before = null }, event) {
  const select = /** @type {HTMLSelectElement} */ (event.target);
  const chosen = select.value === '' ? null : Number(select.value);
  const days = keptDays(chosen);
  if (days && (await isShorter(days, keptDays(before)))) {
    select.value = before === null ? '' : String(before);
    return;
  }
  updateConversation(context.store, id, { retention_days: chosen });
}

/** Asks before anything goes that would have stayed. @param {number} days @param {number|null} before @returns {Promise<boolean>} whether it is not wanted */
async function isShorter(days, before) {
  if (before !== null && before <= days) return false;
  return !(await confirm(rules.shorten, rules.shortenDo, rules.shortenDetail(days)));
}
