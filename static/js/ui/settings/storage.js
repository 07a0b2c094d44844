/** @import { Usage } from '../../storage/size.js' */
/** @import { Preferences } from '../../storage/preferences.js' */
/** @import { Persistence } from '../../storage/persistence.js' */
import { html, nothing, svg } from 'lit-html';
import { bytesWords } from '../../lib/bytes.js';
import { iso } from '../../lib/time.js';
import { cleanUp, lastCleanUp } from '../../storage/keeper.js';
import { askToPersist, persistence } from '../../storage/persistence.js';
import { BUDGETS, PERIODS, preferences, setBudget, setKeepDays } from '../../storage/preferences.js';
import { measure } from '../../storage/size.js';
import { context } from '../context.js';
import { momentWords } from '../dates.js';
import './export.js';
import { showToast } from '../toast.js';
import { View } from '../view.js';
import { storage as words } from '../words/storage.js';

/** What this device keeps: how much, for how long, and how safely; and a copy of it to take away. */
class StorageSettings extends View {
  /** @type {Usage|null} */
  usage = null;
  /** @type {Preferences|null} */
  chosen = null;
  /** @type {Persistence} */
  persistence = 'unknown';
  cleaning = false;
  cleanedAt = 0;

  start() {
    this.load();
  }

  async load() {
    const { store } = context;
    this.chosen = await preferences(store);
    this.persistence = await persistence();
    this.cleanedAt = (await lastCleanUp(store))?.at ?? 0;
    this.usage = await measure(store);
    this.update();
  }

  template() {
    if (context.store.inMemory) return html`<p>${words.inMemory}</p>`;
    if (!this.chosen || !this.usage) return html`<p class="field-hint" role="status">${words.measuring}</p>`;
    return html`<section aria-labelledby="storage-kept">${this.keptTemplate(this.usage, this.chosen)}</section>
      <section>${this.boundsTemplate(this.chosen)}</section>
      <section>
        <h3>${words.persistence}</h3>
        <p>${words.persistent[this.persistence]}</p>
        ${this.persistence === 'may-go' ? html`<button class="button" @click=${this.onProtect}>${words.protect}</button>` : nothing}
      </section>
      <qu-settings-export .changed=${() => this.load()}></qu-settings-export>`;
  }

  /** @param {Usage} usage @param {Preferences} chosen */
  keptTemplate({ kinds, total, onDisk }, { budget }) {
    const shown = kinds.filter(({ bytes }) => bytes > 0);
    return html`<h3 id="storage-kept">${words.kept}</h3>
      <p>${words.ofBudget(total, budget)}</p>
      ${bar(shown, Math.max(total, budget))}
      <dl class="facts storage-kinds">
        ${shown.map(({ kind, bytes }) => html`<dt data-kind=${kind}>${words.kinds[kind]}</dt><dd>${bytesWords(bytes)}</dd>`)}
      </dl>
      ${onDisk === null ? nothing : html`<p class="field-hint">${words.onDisk(onDisk)}</p>`}`;
  }

  /** @param {Preferences} chosen */
  boundsTemplate({ budget, keepDays }) {
    return html`<div class="field">
        <label for="storage-budget">${words.budget}</label>
        <select class="input" id="storage-budget" @change=${this.onBudget}>
          ${BUDGETS.map((bytes) => html`<option value=${bytes} ?selected=${bytes === budget}>${bytesWords(bytes)}</option>`)}
        </select>
      </div>
      <div class="field">
        <label for="storage-days">${words.keep}</label>
        <select class="input" id="storage-days" aria-describedby="storage-hint" @change=${this.onDays}>
          ${periods(keepDays).map((days) => html`<option value=${String(days)} ?selected=${days === keepDays}>${words.periods[String(days)] ?? `${days} days`}</option>`)}
        </select>
        <p class="field-hint" id="storage-hint">${words.keepHint}</p>
      </div>
      <button class="button" aria-disabled=${this.cleaning} @click=${this.onClean}>${this.cleaning ? words.cleaning : words.clean}</button>
      ${this.cleanedAt ? html`<p class="field-hint">${words.cleanedLast(momentWords(iso(this.cleanedAt)))}</p>` : nothing}`;
  }

  /** @param {Event} event */
  onBudget = async (event) => {
    await setBudget(context.store, Number(chosenIn(event)));
    await this.load();
  };

  /** @param {Event} event */
  onDays = async (event) => {
    const value = chosenIn(event);
    await setKeepDays(context.store, value === 'null' ? null : Number(value));
    await this.load();
  };

  onClean = async () => {
    if (this.cleaning) return;
    this.cleaning = true;
    this.paint();
    try {
      showToast(words.cleaned(await cleanUp(context.store)));
    } finally {
      this.cleaning = false;
      await this.load();
    }
  };

  onProtect = async () => {
    this.persistence = await askToPersist();
    if (this.persistence !== 'kept') showToast(words.refused);
    this.update();
  };
}
customElements.define('qu-settings-storage', StorageSettings);

/** What may be chosen, and what was chosen elsewhere. @param {number|null} chosen */
const periods = (chosen) => (PERIODS.includes(chosen) ? PERIODS : [chosen, ...PERIODS]);

/** @param {Event} event */
const chosenIn = (event) => /** @type {HTMLSelectElement} */ (event.target).value;

/** One stripe a kind, as long as its part of what may be kept. @param {Usage['kinds']} kinds @param {number} whole */
function bar(kinds, whole) {
  let start = 0;
  const stripes = kinds.map(({ kind, bytes }) => {
    const width = (bytes / whole) * 100;
    start += width;
    return svg`<rect class="storage-stripe" data-kind=${kind} x=${start - width} width=${width} height="8"></rect>`;
  });
  return html`<svg class="storage-bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">${stripes}</svg>`;
}
