/** @import { Attachment, LocalFile } from '../../types.js' */
import { html, nothing } from 'lit-html';
import { getLocalFile, restageFiles } from '../../db/files.js';
import { takeFileOut } from '../../db/messages.js';
import { status } from '../../sync/status.js';
import { context } from '../context.js';
import { icon } from '../icon.js';
import { showToast } from '../toast.js';
import { View } from '../view.js';
import { files as words } from '../words/files.js';

/** The ring's way round, in the units of its picture. */
const ROUND = 2 * Math.PI * 16;

/** How far a file has come that its message waits for, and the way to leave it out. */
class Upload extends View {
  /** @type {Attachment} */
  file = /** @type {any} */ (null);
  messageId = '';
  conversationId = '';
  /** @type {0|-1} */
  tab = 0;
  /** @type {LocalFile|undefined} */
  local;

  start() {
    const { id } = this.file;
    this.watch(
      'local',
      () => getLocalFile(context.store, id),
      (local) => {
        this.local = local;
      },
    );
    this.until(
      'status',
      status.subscribe(() => this.update()),
    );
  }

  template() {
    const { local, file } = this;
    if (!local || local.state === 'staged') return nothing;
    return html`${local.state === 'failed' ? icon('alert') : this.ring(local)}
      ${
        local.state === 'done'
          ? nothing
          : html`<button class="upload-cancel" type="button" tabindex=${this.tab} aria-label=${words.cancel(file.name)} title=${words.cancel(file.name)} @click=${() => this.cancel()}>${icon('close')}</button>`
      }`;
  }

  /** @param {LocalFile} local */
  ring({ state, sent, size }) {
    const part = state === 'done' ? 1 : sent / Math.max(1, size);
    const waits = state === 'waiting' && !status.get().online;
    return html`<svg
      class="upload-ring"
      viewBox="0 0 40 40"
      role="progressbar"
      aria-label=${words.uploading(this.file.name)}
      aria-valuemin="0"
      aria-valuemax="100"
      aria-valuenow=${Math.round(part * 100)}
      aria-valuetext=${waits ? words.waiting : `${Math.round(part * 100)} %`}
    >
      <circle class="upload-track" cx="20" cy="20" r="16"></circle>
      <circle class="upload-part" cx="20" cy="20" r="16" stroke-dasharray="${part * ROUND} ${ROUND}"></circle>
    </svg>`;
  }

  async cancel() {
    const { file, messageId, conversationId } = this;
    await takeFileOut(context.store, messageId, file.id);
    showToast(words.cancelled(file.name), {
      action: { label: words.putBack, run: () => void restageFiles(context.store, conversationId, [file.id]) },
    });
  }
}
customElements.define('qu-upload', Upload);
