/** @import { Waiting } from '../../db/waiting.js' */
/** @import { Draft } from '../../types.js' */

import { html, nothing } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import { forgetDraft, lostDrafts } from '../../db/drafts.js';
import { thingOf } from '../../db/entities.js';
import { attachmentOf, filesOf } from '../../db/file-rows.js';
import { listWaiting } from '../../db/waiting.js';
import { discardWaiting, keepText, retryAll, retryWaiting } from '../../sync/discard.js';
import { mode } from '../../sync/modes.js';
import { status } from '../../sync/status.js';
import { copyText } from '../clipboard.js';
import { confirm } from '../confirm.js';
import { context } from '../context.js';
import { clockTime, momentWords } from '../dates.js';
import { DialogView, openDialog } from '../dialog.js';
import { saveFile } from '../files/save-file.js';
import { icon } from '../icon.js';
import { openConflicts } from '../lazy.js';
import { plain } from '../message/plain.js';
import { showToast } from '../toast.js';
import { outbox as words } from '../words/outbox.js';
import { sidebar } from '../words/shell.js';

const PREVIEW = 120;

/** What has not reached the server, in plain words, and what can be done about each of it. */
class OutboxPanel extends DialogView {
  kind = 'wide full';
  dismissable = true;
  /** @type {{items: Waiting[], more: number}|null} */
  waiting = null;
  /** @type {Draft[]} */
  lost = [];
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  timer;

  start() {
    this.watch(
      'waiting',
      () => listWaiting(context.store),
      (waiting) => {
        this.waiting = waiting;
        this.lookAgain();
      },
    );
    this.watch(
      'lost',
      () => lostDrafts(context.store),
      (lost) => {
        this.lost = lost;
      },
    );
    this.until(
      'status',
      status.subscribe(() => this.update()),
    );
  }

  stop() {
    clearTimeout(this.timer);
  }

  /** When the time comes until which something was put off. */
  lookAgain() {
    clearTimeout(this.timer);
    const times = (this.waiting?.items ?? []).filter(({ state }) => state === 'later').map(({ until }) => until);
    if (times.length > 0)
      this.timer = setTimeout(() => this.update(), Math.max(0, Math.min(...times) - context.store.now()) + 50);
  }

  heading() {
    return words.title;
  }

  body() {
    const { waiting, lost } = this;
    if (!waiting) return html`<div class="dialog-body"></div>`;
    const { items, more } = waiting;
    return html`<div class="dialog-body">
        ${items.length === 0 ? html`<p>${words.none}</p>` : nothing}
        <ul class="settings-rows">
          ${repeat(
            items,
            ({ key }) => key,
            (item) => this.row(item),
          )}
        </ul>
        ${more ? html`<p class="field-hint">${words.more(more)}</p>` : nothing}
        ${lost.length > 0 ? html`<h3>${words.kept}</h3>` : nothing}
        <ul class="settings-rows">
          ${lost.map((draft) => this.keptRow(draft))}
        </ul>
      </div>
      ${items.length > 0 ? html`<div class="dialog-foot"><button class="button primary" @click=${() => this.retryAll()}>${words.retryAll}</button></div>` : nothing}`;
  }

  /** @param {Waiting} item */
  row(item) {
    const label = words.what(item, plain(item.text, PREVIEW));
    const conflict = item.error?.code === 'version_conflict' && item.message;
    return html`<li class="settings-row outbox-row" data-state=${stateNow(item)}>
      ${icon(item.state === 'failed' ? 'alert' : 'sync')}
      <span><bdi>${label}</bdi><small>${stateWords(item)} · <time datetime=${item.since}>${momentWords(item.since)}</time></small></span>
      ${
        conflict
          ? html`<button class="button small" @click=${() => openConflicts(thingOf('message', conflict.id))}>${words.review}</button>`
          : this.buttons(item, label)
      }
    </li>`;
  }

  /** @param {Waiting} item @param {string} label */
  buttons(item, label) {
    if (item.state === 'sending') return nothing;
    return html`<button class="button small" aria-label=${words.retryNamed(label)} @click=${() => this.retry(item)}>${words.retry}</button>
      <button class="button small danger" aria-label=${words.discardNamed(label)} @click=${() => this.discard(item, label)}>${words.discard}</button>`;
  }

  /** @param {Draft} draft */
  keptRow({ conversation_id, content, file_ids = [], lost }) {
    return html`<li class="settings-row">
      ${icon('edit')}
      <span><bdi>${plain(content, 400) || sidebar.draftFiles(file_ids.length)}</bdi><small>${words.keptFrom(lost?.name ?? '')}</small></span>
      ${content ? html`<button class="button small" @click=${() => copyText(content)}>${words.copy}</button>` : nothing}
      ${file_ids.length > 0 ? html`<button class="button small" @click=${() => saveAll(file_ids)}>${words.saveFiles(file_ids.length)}</button>` : nothing}
      <button class="button small danger" @click=${() => forgetDraft(context.store, conversation_id)}>${words.discard}</button>
    </li>`;
  }

  /** @param {Waiting} item */
  async retry(item) {
    await retryWaiting(context.store, item);
    dispatchEvent(new CustomEvent('quchat:sync-now'));
  }

  async retryAll() {
    await retryAll(context.store, this.waiting?.items ?? []);
    dispatchEvent(new CustomEvent('quchat:sync-now'));
  }

  /** @param {Waiting} item @param {string} label */
  async discard(item, label) {
    if (losesWords(item) && !(await confirm(question(item), words.discard, detail(item, label)))) return;
    const text = await discardWaiting(context.store, item);
    const conversationId = item.entry?.conversation_id ?? item.message?.conversation_id;
    this.querySelector('h2')?.focus();
    if (!text || !conversationId) return void showToast(words.discarded, { seconds: 3 });
    await putBack(conversationId, text);
    showToast(words.back, { seconds: 4 });
  }
}
customElements.define('qu-outbox', OutboxPanel);

/** The texts of messages go back into the draft; what else one has typed would be gone. @param {Waiting} item */
function losesWords({ entry }) {
  if (!entry || entry.entity === 'message') return false;
  const typed = ['content', 'title', 'description', 'nickname', 'display_name', 'status_text'];
  return typed.some((name) => entry.fields[name]) || (entry.entity === 'conversation' && entry.op === 'create');
}

/** @param {Waiting} item */
const isNewConversation = ({ entry }) => entry?.entity === 'conversation' && entry.op === 'create';

/** @param {Waiting} item */
const question = (item) => (isNewConversation(item) ? words.discardGroupAsk : words.discardAsk);

/** @param {Waiting} item @param {string} label */
const detail = (item, label) => (isNewConversation(item) ? `${label}. ${words.groupDetail}` : label);

/** Into what is being written there, when it is open; else into the draft. @param {string} conversationId @param {string} text */
async function putBack(conversationId, text) {
  const event = new CustomEvent('quchat:put-back', { cancelable: true, detail: { conversationId, text } });
  if (dispatchEvent(event)) await keepText(context.store, conversationId, text);
}

/** @param {string[]} ids */
async function saveAll(ids) {
  for (const file of await filesOf(context.store, ids)) await saveFile(attachmentOf(file));
}

/** @param {Waiting} item */
const stateNow = ({ state, until }) => (state === 'later' && until <= context.store.now() ? 'waiting' : state);

/** @param {Waiting} item */
function stateWords(item) {
  const state = stateNow(item);
  if (state === 'sending') return words.sending;
  if (state === 'later') return `${words.later(clockTime(new Date(item.until).toISOString()))}${reason(item)}`;
  if (state === 'failed') return `${words.refused}${reason(item)}`;
  return words.waiting[mode.get() === 'local-only' ? 'local' : status.get().online ? 'online' : 'offline'];
}

/** @param {Waiting} item */
const reason = ({ error }) => (error ? ` ${words.reasons[error.code] ?? error.message}` : '');

export const openOutbox = () => openDialog(new OutboxPanel());
