/** @import { Category, StoredContext } from '../../types.js' */
/** @import { Written } from '../../db/contexts.js' */
import { html, nothing } from 'lit-html';
import { unsafeHTML } from 'lit-html/directives/unsafe-html.js';
import { CATEGORIES, createContext, LIMITS, listContexts, tidyTags, updateContext } from '../../db/contexts.js';
import { toHtml } from '../../lib/markdown.js';
import { confirm } from '../confirm.js';
import { context as app } from '../context.js';
import { DialogView, openDialog } from '../dialog.js';
import { tellNotKept } from '../sync/not-kept.js';
import { showToast } from '../toast.js';
import { contexts as words } from '../words/contexts.js';
import { words as common } from '../words.js';

/** @type {Written} */
const BLANK = { title: '', content: '', category: 'knowledge', tags: [] };

/** Writes a context, new or held. */
class ContextEditor extends DialogView {
  kind = 'wide full';
  /** @type {StoredContext|null} */
  held = null;
  /** What a new one begins with, from a message or a file. @type {Partial<Written> & {metadata?: any}} */
  draft = {};
  /** @type {(id: string) => void} */
  made = () => {};

  /** As it stands in the fields. @type {{title: string, content: string, category: Category, tags: string}} */
  typed = { title: '', content: '', category: 'knowledge', tags: '' };
  previewing = false;
  /** Whether the person has tried to save: only then what is missing is said. */
  tried = false;

  start() {
    const { title, content, category, tags } = this.origin;
    this.typed = { title, content, category, tags: tags.join(', ') };
  }

  /** @returns {Written} */
  get origin() {
    return this.held ?? { ...BLANK, ...this.draft };
  }

  /** @returns {Written} */
  get written() {
    const { title, content, category, tags } = this.typed;
    return {
      title: title.split(/\s+/).filter(Boolean).join(' '),
      content,
      category,
      tags: tidyTags(tags.split(/[,،、]/)),
    };
  }

  heading() {
    return this.held ? words.editTitle : words.create;
  }

  body() {
    const problems = this.problems;
    return html`<form class="dialog-form" novalidate @submit=${this.onSubmit}>
      <div class="dialog-body">
        <div class="field">
          <label for="context-title">${words.fieldTitle}</label>
          <input class="input" id="context-title" dir="auto" autocomplete="off" autofocus maxlength=${LIMITS.title} .value=${this.typed.title} aria-invalid=${Boolean(problems.title)} aria-describedby=${problems.title ? 'context-title-problem' : nothing} @input=${this.on('title')} />
          ${problem('context-title-problem', problems.title)}
        </div>
        <div class="field context-content">
          <div class="context-content-head">
            <label for="context-content">${words.fieldContent}</label>
            <div class="segments" role="radiogroup" aria-label=${words.view}>${this.tab(false, words.write)}${this.tab(true, words.preview)}</div>
          </div>
          ${
            this.previewing
              ? html`<div class="prose context-preview-pane" tabindex="0" dir="auto">${this.typed.content.trim() ? unsafeHTML(toHtml(this.typed.content)) : words.previewEmpty}</div>`
              : html`<textarea class="input" id="context-content" rows="10" dir="auto" .value=${this.typed.content} aria-invalid=${Boolean(problems.content)} aria-describedby=${problems.content ? 'context-content-problem' : 'context-content-hint'} @input=${this.on('content')}></textarea>`
          }
          ${problem('context-content-problem', problems.content)}
          <p class="field-hint" id="context-content-hint">${words.contentHint}</p>
        </div>
        <div class="context-fields">
          <div class="field">
            <label for="context-category">${words.category}</label>
            <select class="input" id="context-category" .value=${this.typed.category} @change=${this.on('category')}>
              ${CATEGORIES.map((one) => html`<option value=${one} ?selected=${one === this.typed.category}>${words.categories[one]}</option>`)}
            </select>
          </div>
          <div class="field">
            <label for="context-tags">${words.fieldTags}</label>
            <input class="input" id="context-tags" dir="auto" autocomplete="off" .value=${this.typed.tags} aria-invalid=${Boolean(problems.tags)} aria-describedby=${problems.tags ? 'context-tags-problem' : 'context-tags-hint'} @input=${this.on('tags')} />
            ${problem('context-tags-problem', problems.tags)}
            <p class="field-hint" id="context-tags-hint">${words.tagsHint}</p>
          </div>
        </div>
      </div>
      <div class="dialog-foot">
        <button type="button" class="button" @click=${() => this.leave()}>${common.cancel}</button>
        <button class="button primary">${common.save}</button>
      </div>
    </form>`;
  }

  /** @param {boolean} previewing @param {string} label */
  tab(previewing, label) {
    const choose = () => {
      this.previewing = previewing;
      this.update();
    };
    return html`<label><input type="radio" name="context-view" .checked=${this.previewing === previewing} @change=${choose} />${label}</label>`;
  }

  /** What keeps it from being saved, by field; of what is missing only once somebody has tried. */
  get problems() {
    const { title, tags } = this.written;
    const over = [...this.typed.content].length - LIMITS.content;
    return {
      title: this.tried && !title ? words.titleMissing : '',
      content: over > 0 ? words.tooLong(over) : '',
      tags:
        tags.length > LIMITS.tags
          ? words.tooManyTags
          : tags.some((tag) => [...tag].length > LIMITS.tag)
            ? words.tagTooLong
            : '',
    };
  }

  /** @param {'title'|'content'|'tags'|'category'} name */
  on = (name) => (/** @type {any} */ event) => {
    this.typed = { ...this.typed, [name]: event.target.value };
    this.update();
  };

  /** @param {SubmitEvent} event */
  onSubmit = async (event) => {
    event.preventDefault();
    this.tried = true;
    this.paint();
    const wrong = Object.entries(this.problems).find(([, said]) => said);
    if (wrong) return this.showProblem(wrong[0]);
    try {
      if (await this.save()) this.close();
    } catch (error) {
      tellNotKept(error);
    }
  };

  /** @param {string} field */
  showProblem(field) {
    if (field === 'content') this.previewing = false;
    this.paint();
    /** @type {HTMLElement|null} */ (this.querySelector(`#context-${field}`))?.focus();
  }

  /** @returns {Promise<boolean>} whether it is kept */
  async save() {
    const { written, held } = this;
    if (held) {
      const changed = changes(held, written);
      if (Object.keys(changed).length > 0) await updateContext(app.store, held.id, changed);
      return true;
    }
    if ((await listContexts(app.store)).length >= LIMITS.kept) {
      showToast(words.full);
      return false;
    }
    const { metadata = null } = this.draft;
    this.made(await createContext(app.store, { ...written, metadata }));
    showToast(words.kept, { seconds: 2 });
    return true;
  }

  get isTouched() {
    return Object.keys(changes(this.origin, this.written)).length > 0;
  }

  /** Nothing that was typed is lost unasked. */
  async leave() {
    if (!this.isTouched || (await confirm(words.discardAsk, words.discard))) this.close();
  }

  rendered() {
    super.rendered();
    // Escape, and the cross.
    this.dialog.oncancel ??= (event) => {
      if (!this.isTouched) return;
      event.preventDefault();
      this.leave();
    };
  }
}
customElements.define('qu-context-editor', ContextEditor);

/** @param {string} id @param {string} said */
const problem = (id, said) => (said ? html`<p class="field-error" id=${id} role="alert">${said}</p>` : nothing);

/** Those fields that say something else than before. @param {Written} before @param {Written} after @returns {Partial<Written>} */
const changes = (before, after) =>
  Object.fromEntries(
    Object.entries(after).filter(
      ([name, value]) => JSON.stringify(value) !== JSON.stringify(before[/** @type {keyof Written} */ (name)]),
    ),
  );

/** @param {{held?: StoredContext, draft?: Partial<Written> & {metadata?: any}, made?: (id: string) => void}} [how] `made` hears of a new one */
export const openContextEditor = (how = {}) => openDialog(Object.assign(new ContextEditor(), how));
