/** @import { StoredContext } from '../../types.js' */
import { html, nothing } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import { listContexts, updateContext } from '../../db/contexts.js';
import { context as app } from '../context.js';
import { DialogView, openDialog } from '../dialog.js';
import { icon } from '../icon.js';
import { openMenu } from '../menu.js';
import { deleteContextWithUndo, deleting } from '../message/deletions.js';
import { plain } from '../message/plain.js';
import { showToast } from '../toast.js';
import { contexts as words } from '../words/contexts.js';
import { openContextEditor } from './context-editor.js';
import { readTextFile } from './context-file.js';
import { ContextFilter, contextNote } from './context-list.js';
import { openContextReader } from './context-reader.js';

const PREVIEW = 140;

/** All that one keeps. */
class Contexts extends DialogView {
  kind = 'wide full';
  dismissable = true;
  /** @type {StoredContext[]|null} */
  all = null;
  filter = new ContextFilter(() => this.update());

  start() {
    this.watch(
      'contexts',
      () => listContexts(app.store),
      (all) => {
        this.all = all;
      },
    );
    this.until(
      'deleting',
      deleting.subscribe(() => this.update()),
    );
  }

  heading() {
    return words.title;
  }

  body() {
    const gone = deleting.get();
    const all = (this.all ?? []).filter(({ id }) => !gone.has(id));
    const fitting = this.filter.apply(all);
    return html`<div class="dialog-body">
        ${all.length > 0 ? this.filter.template(all) : html`<p class="field-hint">${words.intro}</p>`}
        <p class="visually-hidden" role="status">${this.all ? words.count(fitting.length) : ''}</p>
        <ul class="contexts" aria-label=${words.title}>
          ${repeat(
            fitting,
            ({ id }) => id,
            (one) => this.row(one),
          )}
        </ul>
        ${this.all && fitting.length === 0 ? html`<p class="field-hint">${this.filter.narrows ? words.nothingFound : words.empty}</p>` : nothing}
      </div>
      <div class="dialog-foot">
        <button class="button" @click=${this.onChoose}>${words.fromFile}</button>
        <input type="file" hidden aria-label=${words.file} @change=${this.onFile} />
        <button class="button primary" @click=${() => openContextEditor()}>${words.create}</button>
      </div>`;
  }

  /** @param {StoredContext} one */
  row(one) {
    return html`<li class="context-row" data-context-id=${one.id}>
      <button class="context-open" @click=${() => openContextReader(one.id)}>
        <span class="context-title one-line" dir="auto">${one.title}</span>
        <span class="context-preview one-line" dir="auto">${plain(one.content, PREVIEW)}</span>
        ${contextNote(one)}
      </button>
      ${one.local ? html`<span class="context-waiting" title=${words.waiting}>${icon(one.local.state === 'failed' ? 'alert' : 'clock')}<span class="visually-hidden">${words.waiting}</span></span>` : nothing}
      <button class="icon-button star" aria-pressed=${one.is_favorite} aria-label=${words.favorite(one.title)} @click=${() => updateContext(app.store, one.id, { is_favorite: !one.is_favorite })}>${icon('star')}</button>
      <button class="icon-button" aria-label=${words.options(one.title)} aria-haspopup="menu" @click=${(/** @type {Event} */ event) => this.openOptions(event, one)}>${icon('more')}</button>
    </li>`;
  }

  /** @param {Event} event @param {StoredContext} one */
  openOptions(event, one) {
    openMenu(
      /** @type {Element} */ (event.currentTarget),
      [
        { label: words.read, icon: 'seen', run: () => openContextReader(one.id) },
        { label: words.edit, icon: 'edit', run: () => openContextEditor({ held: one }) },
        null,
        { label: words.delete, icon: 'trash', danger: true, run: () => deleteContextWithUndo(one.id) },
      ],
      { label: words.options(one.title) },
    );
  }

  onChoose = () => /** @type {HTMLInputElement} */ (this.querySelector('input[type=file]')).click();

  /** @param {Event} event */
  onFile = async (event) => {
    const input = /** @type {HTMLInputElement} */ (event.target);
    const file = input.files?.[0];
    input.value = '';
    if (!file) return;
    const read = await readTextFile(file);
    if ('problem' in read) showToast(read.problem);
    else openContextEditor({ draft: read });
  };
}
customElements.define('qu-contexts', Contexts);

export const openContexts = () => openDialog(new Contexts());
