import { html, nothing } from 'lit-html';
import { Unreadable } from '../../storage/archive/unreadable.js';
import { context } from '../context.js';
import { download } from '../files/download.js';
import { View } from '../view.js';
import { copies as words } from '../words/copies.js';

/** A copy of everything on this device, to take away and to bring back. */
class ExportSettings extends View {
  /** Called when something was brought in. */
  changed = () => {};
  /** What is being done, and how far: 0 to 1. @type {{name: 'exporting'|'importing', part: number}|null} */
  work = null;
  /** How the last thing ended. */
  said = '';
  failed = false;

  template() {
    return html`<section aria-labelledby="copies-title">
      <h3 id="copies-title">${words.title}</h3>
      <p class="field-hint">${words.hint}</p>
      <div class="button-row">
        <button class="button" aria-disabled=${this.work !== null} @click=${this.onExport}>${words.export}</button>
        <button class="button" aria-disabled=${this.work !== null} @click=${this.onChoose}>${words.import}</button>
        <input type="file" hidden aria-label=${words.file} accept=".zip,application/zip" @change=${this.onFile} />
      </div>
      <p role="status" class=${this.failed ? 'field-error' : 'field-hint'}>${this.work ? words[this.work.name](this.work.part) : this.said}</p>
      ${this.work ? html`<progress aria-label=${words.progress} max="1" .value=${this.work.part}></progress>` : nothing}
    </section>`;
  }

  onExport = () =>
    this.run('exporting', async (progress) => {
      const { exportAll } = await import('../../storage/archive/export.js');
      const zip = await exportAll(context.store, { progress });
      download(zip, words.fileName(new Date()));
      return words.exported;
    });

  onChoose = () => {
    if (!this.work) /** @type {HTMLInputElement} */ (this.querySelector('input[type=file]')).click();
  };

  /** @param {Event} event */
  onFile = (event) => {
    const input = /** @type {HTMLInputElement} */ (event.target);
    const file = input.files?.[0];
    input.value = '';
    if (!file) return;
    this.run('importing', async (progress) => {
      const { importAll } = await import('../../storage/archive/import.js');
      const imported = await importAll(context.store, file, { progress });
      dispatchEvent(new CustomEvent('quchat:sync-now'));
      this.changed();
      return words.imported(imported);
    });
  };

  /**
   * @param {'exporting'|'importing'} name
   * @param {(progress: (part: number) => void) => Promise<string>} work returns what to say at its end
   */
  async run(name, work) {
    if (this.work) return;
    this.work = { name, part: 0 };
    this.failed = false;
    this.paint();
    try {
      this.said = await work((part) => {
        this.work = { name, part };
        this.update();
      });
    } catch (error) {
      this.failed = true;
      this.said = sentence(name, error);
    }
    this.work = null;
    this.update();
  }
}
customElements.define('qu-settings-export', ExportSettings);

/** @param {'exporting'|'importing'} name @param {unknown} error */
function sentence(name, error) {
  if (error instanceof Unreadable) return words.refused[error.reason](error.whose);
  console.warn(error);
  return words.failed[name];
}
