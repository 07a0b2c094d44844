/** @import { ConflictView, Field } from '../../db/conflicts.js' */
import { html, nothing } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import { listConflicts, resolveConflict } from '../../db/conflicts.js';
import { mergeTexts, passages } from '../../lib/merge.js';
import { context } from '../context.js';
import { momentWords } from '../dates.js';
import { DialogView, openDialog } from '../dialog.js';
import { showToast } from '../toast.js';
import { conflicts as words } from '../words/conflicts.js';

/** Fields that are text, whose two sides can be made one. */
const TEXTS = ['content', 'title', 'description', 'nickname', 'display_name', 'status_text'];
const LONG = ['content', 'description'];

/** What was changed in two places: mine, theirs, or of both something third. Decided in one tab, it leaves all. */
class ReviewConflicts extends DialogView {
  kind = 'wide full';
  /** @type {ConflictView[]|null} */
  views = null;
  /** The one to begin with, by its thing. @type {string|null} */
  thing = null;
  /** Merged texts as the person has left them, by conflict and field. @type {Map<string, string>} */
  written = new Map();

  start() {
    this.watch(
      'conflicts',
      () => listConflicts(context.store),
      (views) => {
        const before = this.views;
        this.views = views.toSorted((one, other) => Number(this.isFirst(other)) - Number(this.isFirst(one)));
        if (before?.length && views.length === 0) this.finish();
      },
    );
  }

  /** @param {ConflictView} view */
  isFirst = ({ conflict }) => conflict.thing === this.thing;

  finish() {
    this.close();
    showToast(words.settled);
  }

  heading() {
    return words.title;
  }

  body() {
    const { views } = this;
    if (!views) return html`<div class="dialog-body"></div>`;
    if (views.length === 0) return html`<div class="dialog-body"><p>${words.none}</p></div>`;
    return html`<div class="dialog-body conflicts">
      <p class="field-hint">${words.intro}</p>
      ${repeat(
        views,
        ({ conflict }) => conflict.id,
        (view) => this.section(view),
      )}
    </div>`;
  }

  /** @param {ConflictView} view */
  section(view) {
    const { conflict, where, fields } = view;
    const id = `conflict-${conflict.id}`;
    return html`<section class="conflict" aria-labelledby=${id}>
      <h3 id=${id} tabindex="-1" dir="auto">${words.about[conflict.entity]?.(where) ?? where}</h3>
      <p class="field-hint">${words.when(momentWords(conflict.written_at))}</p>
      ${conflict.op === 'delete' ? deletion(view) : fields.map((field) => this.field(view, field))}
      <div class="conflict-choice">${conflict.op === 'delete' ? this.deleteOrKeep(view) : this.choices(view)}</div>
    </section>`;
  }

  /** @param {ConflictView} view @param {Field} field */
  field(view, { name, mine, theirs, before }) {
    const gone = Boolean(view.theirs?.deleted_at);
    return html`${view.conflict.entity === 'message' ? nothing : html`<h4>${words.fields[name]}</h4>`}
      <div class="sides">
        ${side(words.mine, differing(name, before, mine))}
        ${side(words.theirs, gone ? words.deleted : differing(name, before, theirs))}
      </div>
      ${TEXTS.includes(name) && !gone ? this.merged(view, { name, mine, theirs, before }) : nothing}`;
  }

  /** @param {ConflictView} view @param {Field} field */
  merged(view, field) {
    const id = `merged-${view.conflict.id}-${field.name}`;
    const { clashes } = merge(field);
    const input = (/** @type {any} */ event) => this.written.set(keyOf(view, field), event.target.value);
    const hint = clashes.length > 0 ? `${id}-hint` : nothing;
    const value = this.textOf(view, field);
    return html`<div class="field">
      <label for=${id}>${words.merged}</label>
      ${
        LONG.includes(field.name)
          ? html`<textarea class="input" id=${id} rows="3" dir="auto" aria-describedby=${hint} .value=${value} @input=${input}></textarea>`
          : html`<input class="input" id=${id} dir="auto" autocomplete="off" aria-describedby=${hint} .value=${value} @input=${input} />`
      }
      ${clashes.length > 0 ? html`<p class="field-hint" id=${hint} dir="auto">${words.clashes(clashes)}</p>` : nothing}
    </div>`;
  }

  /** @param {ConflictView} view */
  choices(view) {
    const mergeable = !view.theirs?.deleted_at && view.fields.some(({ name }) => TEXTS.includes(name));
    return html`<button class="button" @click=${() => this.resolve(view, 'local')}>${words.keepMine}</button>
      <button class="button" @click=${() => this.resolve(view, 'cloud')}>${words.keepTheirs}</button>
      ${mergeable ? html`<button class="button primary" @click=${() => this.resolve(view, 'merge')}>${words.keepMerged}</button>` : nothing}`;
  }

  /** @param {ConflictView} view */
  deleteOrKeep(view) {
    return html`<button class="button danger" @click=${() => this.resolve(view, 'local')}>${words.deleteAnyway}</button>
      <button class="button" @click=${() => this.resolve(view, 'cloud')}>${words.keepIt}</button>`;
  }

  /** @param {ConflictView} view @param {Field} field */
  textOf = (view, field) => this.written.get(keyOf(view, field)) ?? merge(field).text;

  /** @param {ConflictView} view @param {'local'|'cloud'|'merge'} resolution */
  async resolve(view, resolution) {
    const { conflict, fields } = view;
    const merged = fields.map((field) => [
      field.name,
      TEXTS.includes(field.name) ? this.textOf(view, field).trim() : field.mine,
    ]);
    const chosen = resolution === 'merge' ? Object.fromEntries(merged) : conflict.mine;
    // A message that says nothing would be refused.
    if (resolution === 'merge' && conflict.entity === 'message' && !chosen.content) return;
    this.focusNext(conflict.id);
    await resolveConflict(context.store, conflict.id, resolution, chosen);
  }

  /** The buttons that were just used go away. @param {string} id of the conflict that goes */
  focusNext(id) {
    const next = this.views?.find(({ conflict }) => conflict.id !== id);
    const target = next ? `#conflict-${CSS.escape(next.conflict.id)}` : 'h2';
    /** @type {HTMLElement|null} */ (this.querySelector(target))?.focus();
  }
}
customElements.define('qu-conflicts', ReviewConflicts);

/** @param {ConflictView} view @param {Field} field */
const keyOf = ({ conflict }, { name }) => `${conflict.id}/${name}`;

/** @param {Field} field */
function merge({ mine, theirs, before }) {
  if (typeof before !== 'string') return { text: String(mine ?? ''), clashes: [] };
  return mergeTexts(String(mine ?? ''), before, String(theirs ?? ''));
}

/** @param {string} label @param {unknown} content */
const side = (label, content) => html`<div class="side">
  <h4 class="side-label">${label}</h4>
  <p class="side-text" dir="auto">${content}</p>
</div>`;

/** @param {ConflictView} view */
const deletion = ({ theirs }) =>
  html`<div class="sides">${side(words.mine, words.deletedHere)} ${side(words.theirs, theirs?.content ?? '')}</div>`;

/** A value, and of a text what differs from the one before. @param {string} name @param {any} before @param {any} value */
function differing(name, before, value) {
  if (!TEXTS.includes(name)) return valueWords(name, value);
  if (!value) return words.empty;
  if (typeof before !== 'string' || !before) return value;
  return passages(before, value).map(({ same, gone, come }) =>
    same !== undefined
      ? same
      : html`${gone ? html`<del>${gone}</del>` : nothing}${come ? html`<ins>${come}</ins>` : nothing}`,
  );
}

/** @param {string} name @param {any} value */
const valueWords = (name, value) =>
  words.values[name]?.[String(value ?? null)] ?? (name === 'muted_until' ? momentWords(value) : String(value ?? ''));

/** @param {string|null} [thing] the one to begin with */
export const openConflicts = (thing = null) => openDialog(Object.assign(new ReviewConflicts(), { thing }));
