/** @import { Context, StoredContext } from '../../types.js' */

import { html, nothing } from 'lit-html';
import { unsafeHTML } from 'lit-html/directives/unsafe-html.js';
import { noteUse } from '../../db/contexts.js';
import { getUsers } from '../../db/users.js';
import { toHtml } from '../../lib/markdown.js';
import { request } from '../../net/http.js';
import { copyText } from '../clipboard.js';
import { context as app } from '../context.js';
import { momentWords } from '../dates.js';
import { DialogView, openDialog } from '../dialog.js';
import { contexts as words } from '../words/contexts.js';
import { words as common } from '../words.js';
import { openContextEditor } from './context-editor.js';
import { contextNote } from './context-list.js';

/** One context, to be read. */
class ContextReader extends DialogView {
  kind = 'wide';
  dismissable = true;
  contextId = '';
  /** @type {StoredContext|null} */
  held = null;
  /** @type {'looking'|'fetching'|'here'|'gone'|'offline'} */
  state = 'looking';
  owner = '';

  start() {
    this.watch(
      'context',
      async () => (await app.store.db.contexts.get(this.contextId)) ?? null,
      (held) => this.take(held),
    );
  }

  /** @param {StoredContext|null} held */
  take(held) {
    const readable = held && !held.deleted_at ? held : null;
    if (readable) this.show(readable);
    else if (this.state === 'looking') this.fetch();
    else if (this.state === 'here' && held === null) this.state = 'gone';
    if (held?.deleted_at) this.state = 'gone';
  }

  /** @param {StoredContext} held */
  show(held) {
    this.held = held;
    this.state = 'here';
    if (held.owner_id !== app.store.userId && !this.owner) this.nameOwner(held.owner_id);
    this.update();
  }

  /** @param {string} id */
  async nameOwner(id) {
    const user = (await getUsers(app.store, [id])).get(id);
    this.owner = user?.display_name || common.unknownPerson;
    this.update();
  }

  /** A message far above may carry one that was never held here. */
  async fetch() {
    this.state = 'fetching';
    try {
      const { context } = await request('GET', `/contexts/${this.contextId}`);
      this.show({ ...context, local: null });
    } catch (/** @type {any} */ error) {
      this.state = error.status === 404 ? 'gone' : 'offline';
    }
    this.update();
  }

  get own() {
    return this.held?.owner_id === app.store.userId;
  }

  heading() {
    if (this.state === 'gone') return words.gone;
    return this.held?.title ?? words.unnamed;
  }

  body() {
    const { held, state } = this;
    if (state === 'gone') return html`<div class="dialog-body"><p>${words.goneHint}</p></div>`;
    if (!held) return html`<div class="dialog-body"><p role="status">${this.absent}</p></div>`;
    return html`<div class="dialog-body">
        <div class="context-about">
          ${contextNote(held)}
          <span class="field-hint">${this.own ? this.usage(held) : words.by(this.owner)} · ${words.changed(momentWords(held.updated_at))}</span>
        </div>
        <div class="prose context-text" dir="auto">${unsafeHTML(toHtml(held.content))}</div>
      </div>
      <div class="dialog-foot">
        <button class="button" @click=${() => this.copy(held)}>${words.copy}</button>
        ${this.own ? html`<button class="button primary" @click=${() => this.edit(held)}>${words.edit}</button>` : nothing}
      </div>`;
  }

  get absent() {
    if (this.state === 'offline') return words.notHere;
    return this.state === 'fetching' ? words.loading : nothing;
  }

  /** @param {Context} held */
  usage = ({ usage_count, last_used_at }) =>
    last_used_at ? words.used(usage_count, momentWords(last_used_at)) : words.never;

  /** @param {StoredContext} held */
  edit(held) {
    this.close();
    openContextEditor({ held });
  }

  /** @param {Context} held */
  async copy({ id, content }) {
    await copyText(content);
    if (this.own) await noteUse(app.store, id);
  }
}
customElements.define('qu-context-reader', ContextReader);

/** @param {string} contextId */
export const openContextReader = (contextId) => openDialog(Object.assign(new ContextReader(), { contextId }));
