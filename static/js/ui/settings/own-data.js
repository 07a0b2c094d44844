import { html, nothing } from 'lit-html';
import { ApiError } from '../../net/http.js';
import { fetchOwnData } from '../../net/own-data.js';
import { download } from '../files/download.js';
import { View } from '../view.js';
import { ownData as words } from '../words/own-data.js';

/** All that the server holds of the person, to take away. */
class OwnDataSettings extends View {
  withFiles = true;
  /** While it comes. @type {{bytes: number, stop: AbortController}|null} */
  coming = null;
  /** How the last time ended. */
  said = '';
  failed = false;

  template() {
    return html`<section aria-labelledby="own-data-title">
      <h3 id="own-data-title">${words.title}</h3>
      <p class="field-hint">${words.hint}</p>
      <label class="choice">
        <input type="checkbox" .checked=${this.withFiles} ?disabled=${this.coming !== null} @change=${this.onFiles} />
        <span>${words.files}</span>
      </label>
      <div class="button-row">
        ${
          this.coming
            ? html`<button class="button" @click=${this.onStop}>${words.stop}</button>`
            : html`<button class="button" @click=${this.onStart}>${words.start}</button>`
        }
      </div>
      <p role="status" class=${this.failed ? 'field-error' : 'field-hint'}>${this.status()}</p>
      ${this.coming ? html`<progress aria-label=${words.title}></progress>` : nothing}
    </section>`;
  }

  status() {
    if (!this.coming) return this.said;
    return this.coming.bytes === 0 ? words.collecting : words.coming(this.coming.bytes);
  }

  /** @param {Event} event */
  onFiles = (event) => {
    this.withFiles = /** @type {HTMLInputElement} */ (event.target).checked;
  };

  onStop = () => this.coming?.stop.abort();

  onStart = async () => {
    const stop = new AbortController();
    this.coming = { bytes: 0, stop };
    this.failed = false;
    this.paint();
    this.querySelector('button')?.focus();
    try {
      download(await this.fetch(stop.signal), words.fileName(new Date()));
      this.said = words.done;
    } catch (error) {
      this.failed = !stop.signal.aborted;
      this.said = stop.signal.aborted ? words.stopped : sentence(error);
    }
    this.coming = null;
    this.paint();
    this.querySelector('button')?.focus();
  };

  /** @param {AbortSignal} signal */
  fetch(signal) {
    const progress = (/** @type {number} */ bytes) => {
      if (this.coming) this.coming.bytes = bytes;
      this.update();
    };
    return fetchOwnData({ files: this.withFiles, signal, progress });
  }
}
customElements.define('qu-settings-own-data', OwnDataSettings);

/** @param {unknown} error */
function sentence(error) {
  if (!(error instanceof ApiError)) return words.failed.cut;
  if (error.code === 'rate_limited') return words.tooOften(error.retryAfter ?? 60);
  return words.failed[error.code] ?? error.message;
}
