import { html, nothing } from 'lit-html';
import { countUnsentFiles } from '../../db/file-queue.js';
import { chooseMode, mode } from '../../sync/modes.js';
import { status } from '../../sync/status.js';
import { context } from '../context.js';
import { DialogView, openDialog } from '../dialog.js';
import { download } from '../files/download.js';
import { copies } from '../words/copies.js';
import { waiting } from '../words/modes.js';
import { words } from '../words.js';

/** @typedef {{title: string, hint: string, go: string}} Question */

/** Asks before this device is erased, and helps to lose nothing by it. */
class WaitingDialog extends DialogView {
  kind = 'small';
  /** @type {Question} */
  question = { title: '', hint: '', go: '' };
  drafts = 0;
  files = 0;
  /** Whether one has asked to send what waits. */
  sending = false;
  exported = false;
  yes = false;

  start() {
    this.until(
      'status',
      status.subscribe(() => this.update()),
    );
    this.watch(
      'drafts',
      () => context.store.db.drafts.count(),
      (drafts) => {
        this.drafts = drafts;
      },
    );
    this.watch(
      'files',
      () => countUnsentFiles(context.store),
      (files) => {
        this.files = files;
      },
    );
  }

  heading() {
    return this.question.title;
  }

  body() {
    const { pending } = status.get();
    const lossy = pending + this.drafts > 0;
    return html`<div class="dialog-body">
        <p>${this.question.hint}</p>
        <div class="dialog-news" role="status">
          ${lossy ? html`<p class="field-error">${waiting.lost(pending, this.drafts, this.files)}</p>` : nothing}
          ${this.sending ? html`<p>${this.progress(pending)}</p>` : nothing}
          ${this.exported ? html`<p>${waiting.exported}</p>` : nothing}
        </div>
      </div>
      <div class="dialog-foot">
        <button class="button" autofocus @click=${() => this.close()}>${words.cancel}</button>
        ${pending ? html`<button class="button" @click=${() => this.send()}>${waiting.sendNow}</button>` : nothing}
        ${lossy ? html`<button class="button" @click=${() => this.exportFirst()}>${waiting.exportFirst}</button>` : nothing}
        <button class="button ${lossy ? 'danger' : 'primary'}" @click=${() => this.agree()}>${this.question.go}</button>
      </div>`;
  }

  /** @param {number} pending */
  progress(pending) {
    if (!pending) return waiting.sent;
    return status.get().online ? words.sync.syncing : waiting.notYet;
  }

  async send() {
    this.sending = true;
    this.update();
    if (mode.get() === 'local-only') await chooseMode('hybrid');
    dispatchEvent(new CustomEvent('quchat:sync-now'));
  }

  async exportFirst() {
    const { exportAll } = await import('../../storage/archive/export.js');
    download(await exportAll(context.store), copies.fileName(new Date()));
    this.exported = true;
    this.update();
  }

  agree() {
    this.yes = true;
    this.close();
  }
}
customElements.define('qu-waiting', WaitingDialog);

/** @param {Question} question @returns {Promise<boolean>} */
export function askAboutWaiting(question) {
  const dialog = openDialog(Object.assign(new WaitingDialog(), { question }));
  return new Promise((resolve) => {
    dialog.dialog.addEventListener('close', () => resolve(dialog.yes), { once: true });
  });
}
