/** @import { StoredContext } from '../../types.js' */
import { html, nothing } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import { addToDraft, LIMITS, listContexts, takeFromDraft } from '../../db/contexts.js';
import { getDraft } from '../../db/drafts.js';
import { context as app } from '../context.js';
import { DialogView, openDialog } from '../dialog.js';
import { deleting } from '../message/deletions.js';
import { contexts as words } from '../words/contexts.js';
import { openContextEditor } from './context-editor.js';
import { ContextFilter, contextNote } from './context-list.js';

/** Which of one's contexts go with the message that is being written: ticked, they are in its draft at once. */
class ContextPicker extends DialogView {
  kind = 'full';
  dismissable = true;
  conversationId = '';
  /** @type {StoredContext[]|null} */
  all = null;
  /** @type {Set<string>} */
  chosen = new Set();
  filter = new ContextFilter(() => this.update());

  start() {
    this.filter.sort = 'last_used';
    this.watch(
      'contexts',
      () => listContexts(app.store),
      (all) => {
        this.all = all;
      },
    );
    this.watch(
      'draft',
      () => getDraft(app.store, this.conversationId),
      (draft) => {
        this.chosen = new Set(draft?.context_ids);
      },
    );
  }

  heading() {
    return words.attachToMessage;
  }

  body() {
    const all = (this.all ?? []).filter(({ id }) => !deleting.get().has(id));
    const fitting = this.filter.apply(all);
    return html`<div class="dialog-body">
        ${all.length > 0 ? this.filter.template(all) : html`<p class="field-hint">${this.all ? words.empty : nothing}</p>`}
        <ul class="people" aria-label=${words.title}>
          ${repeat(
            fitting,
            ({ id }) => id,
            (one) => html`<li>${this.option(one)}</li>`,
          )}
        </ul>
        ${all.length > 0 && fitting.length === 0 ? html`<p class="field-hint" role="status">${words.nothingFound}</p>` : nothing}
      </div>
      <div class="dialog-foot">
        <p class="field-hint context-count" role="status">${words.chosen(this.chosen.size, LIMITS.attached)}</p>
        <button class="button" @click=${() => openContextEditor({ made: (id) => this.choose(id, true) })}>${words.create}</button>
        <button class="button primary" @click=${() => this.close()}>${words.done}</button>
      </div>`;
  }

  /** @param {StoredContext} one */
  option(one) {
    const chosen = this.chosen.has(one.id);
    const full = !chosen && this.chosen.size >= LIMITS.attached;
    return html`<label class="person">
      <input type="checkbox" .checked=${chosen} ?disabled=${full} @change=${(/** @type {any} */ event) => this.choose(one.id, event.target.checked)} />
      <span class="person-text">
        <span class="person-name one-line" dir="auto">${one.title}</span>
        ${contextNote(one)}
      </span>
    </label>`;
  }

  /** @param {string} id @param {boolean} chosen */
  async choose(id, chosen) {
    if (!chosen) return takeFromDraft(app.store, this.conversationId, id);
    if (this.chosen.size < LIMITS.attached) await addToDraft(app.store, this.conversationId, [id]);
  }
}
customElements.define('qu-context-picker', ContextPicker);

/** @param {string} conversationId */
export const openContextPicker = (conversationId) => openDialog(Object.assign(new ContextPicker(), { conversationId }));
