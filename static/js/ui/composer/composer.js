/** @import { LocalFile, StoredContext, StoredMessage } from '../../types.js' */
/** @import { ConversationView } from '../../db/conversations.js' */
import { html, nothing } from 'lit-html';
import { ifDefined } from 'lit-html/directives/if-defined.js';
import { draftContexts } from '../../db/contexts.js';
import { getDraft, saveDraft } from '../../db/drafts.js';
import { MOST_FILES, stagedFiles } from '../../db/files.js';
import { editMessage, getMessage, lastOwnMessage, sendMessage } from '../../db/messages.js';
import { sendTyping } from '../../sync/live.js';
import { announce } from '../announce.js';
import { context } from '../context.js';
import { messageLine } from '../files/attachment-words.js';
import { icon } from '../icon.js';
import { openContextPicker } from '../lazy.js';
import { conversationName } from '../list/conversation-item.js';
import { pickEmoji } from '../message/emoji-popover.js';
import { tellNotKept } from '../sync/not-kept.js';
import { showToast } from '../toast.js';
import { View } from '../view.js';
import { files as fileWords } from '../words/files.js';
import { words } from '../words.js';
import { attach, pasted } from './attach.js';
import { attachmentTray } from './attachment-tray.js';
import { contextTray } from './context-tray.js';
import { forgetRescued, rescue, rescued } from './rescued-drafts.js';
import { salvageVoice, VoiceEntry } from './voice-entry.js';

const LIMIT = 10_000;
/** From so few characters left on, one is told. */
const WARN = 500;
const SAVE_AFTER = 300;

/** Where one writes: a new message, a reply, or a change of a message. Nothing typed is ever lost. */
export class Composer extends View {
  conversationId = '';
  /** @type {ConversationView|null} */
  view = null;
  /** @type {(userId: string) => string} */
  nameOf = () => '';
  /** @type {() => void} */
  sent = () => {};

  text = '';
  /** @type {StoredMessage|null} */
  replyTo = null;
  /** @type {StoredMessage|null} */
  editing = null;
  /** What goes with the next message. @type {LocalFile[]} */
  files = [];
  /** @type {StoredContext[]} */
  contexts = [];
  /** How many batches of files are still being taken in, and whether the message is to leave after them. */
  taking = 0;
  leaving = false;
  voice = new VoiceEntry(this, (outcome) => this.onRecorded(outcome));
  /** What was being written before an edit began; it comes back afterwards. */
  aside = '';
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  saving;

  start() {
    this.listen(window, 'pagehide', () => this.hurry());
    this.listen(window, 'quchat:put-back', this.onPutBack);
    this.watch(
      'files',
      () => stagedFiles(context.store, this.conversationId),
      (files) => {
        this.files = files;
      },
    );
    this.watch(
      'contexts',
      () => draftContexts(context.store, this.conversationId),
      (contexts) => {
        this.contexts = contexts;
      },
    );
    this.restoreDraft();
    void salvageVoice(this.conversationId);
  }

  stop() {
    this.tellTyping(false);
    if (this.saving) this.save();
  }

  async restoreDraft() {
    const { store } = context;
    const draft = rescued(store, this.conversationId) ?? (await getDraft(store, this.conversationId));
    if (!draft || this.text) return;
    const { replyTo, editing } = /** @type {{replyTo?: string, editing?: string}} */ (/** @type {unknown} */ (draft));
    this.text = draft.content;
    this.replyTo = replyTo ? ((await getMessage(context.store, replyTo)) ?? null) : null;
    this.editing = editing ? ((await getMessage(context.store, editing)) ?? null) : null;
    this.changed();
    if (this.contains(document.activeElement)) this.focusText({ toEnd: true });
  }

  template() {
    const over = this.length - LIMIT;
    const canSend = this.hasSomething && over <= 0;
    const label = this.editing ? words.composer.save : words.composer.send;
    return html`<form class="composer-box" @submit=${this.onSubmit}>
      ${this.contextTemplate()}
      ${this.editing ? nothing : attachmentTray(this.files, this.taking, () => this.focusText())}
      ${this.editing ? nothing : contextTray(this.conversationId, this.contexts, () => this.focusText())}
      ${this.voice.recorder}
      <div class="composer-row" ?hidden=${this.voice.recorder !== null}>
        <button type="button" class="icon-button" aria-label=${fileWords.attach} title=${fileWords.attach} ?hidden=${Boolean(this.editing)} @click=${() => this.picker.click()}>${icon('attach')}</button>
        <button type="button" class="icon-button composer-contexts" aria-label=${words.composer.addContext} title=${words.composer.addContext} ?hidden=${Boolean(this.editing)} @click=${() => openContextPicker(this.conversationId)}>${icon('card')}</button>
        <input class="file-picker" type="file" multiple tabindex="-1" aria-hidden="true" @change=${this.onPicked} />
        <button type="button" class="icon-button" aria-label=${words.composer.emoji} title=${words.composer.emoji} @click=${this.onEmoji}>${icon('smile')}</button>
        <textarea
          class="composer-text"
          rows="1"
          dir="auto"
          aria-label=${words.composer.message}
          placeholder=${this.view ? words.composer.placeholder(conversationName(this.view)) : nothing}
          aria-describedby=${ifDefined(over > -WARN ? 'composer-hint' : undefined)}
          aria-invalid=${over > 0}
          enterkeyhint=${usesTouch() ? 'enter' : 'send'}
          .value=${this.text}
          @input=${this.onInput}
          @keydown=${this.onKey}
          @paste=${this.onPaste}
          @blur=${() => this.tellTyping(false)}
        ></textarea>
        ${this.voice.button(Boolean(this.editing) || this.length > 0)}
        <button class="send-button" aria-label=${label} title=${label} aria-disabled=${!canSend}>${icon(this.editing ? 'check' : 'send')}</button>
      </div>
      ${
        over > -WARN
          ? html`<p class="composer-hint ${over > 0 ? 'over' : ''}" id="composer-hint" role="status">
              ${over > 0 ? words.composer.over(over) : words.composer.left(-over)}
            </p>`
          : nothing
      }
    </form>`;
  }

  contextTemplate() {
    const message = this.editing ?? this.replyTo;
    if (!message) return nothing;
    const title = this.editing ? words.composer.editing : words.composer.replying(this.nameOf(message.sender_id));
    const cancel = this.editing ? words.composer.cancelEdit : words.composer.cancelReply;
    return html`<div class="composer-context">
      <span class="quote">
        <span class="quote-author" dir="auto">${title}</span>
        <span class="quote-text" dir="auto">${messageLine(message, 160)}</span>
      </span>
      <button type="button" class="icon-button" aria-label=${cancel} title=${cancel} @click=${() => this.cancel()}>${icon('close')}</button>
    </div>`;
  }

  /** In characters as the server counts them. */
  get length() {
    return this.text.length < LIMIT ? this.text.trim().length : [...this.text.trim()].length;
  }

  /** Whether there is something to send: a message with files or contexts needs no words. */
  get hasSomething() {
    if (this.editing) return this.length > 0 || carries(this.editing);
    return this.length > 0 || this.files.length > 0 || this.taking > 0 || this.contexts.length > 0;
  }

  get picker() {
    return /** @type {HTMLInputElement} */ (this.querySelector('.file-picker'));
  }

  get textarea() {
    return /** @type {HTMLTextAreaElement} */ (this.querySelector('textarea'));
  }

  rendered() {
    const { textarea } = this;
    if (textarea.value !== this.text) textarea.value = this.text;
    if (CSS.supports('field-sizing', 'content')) return;
    textarea.style.blockSize = 'auto';
    textarea.style.blockSize = `${textarea.scrollHeight}px`;
  }

  /** @param {{toEnd?: boolean}} [how] */
  focusText({ toEnd = false } = {}) {
    this.textarea?.focus();
    if (toEnd) this.textarea?.setSelectionRange(this.text.length, this.text.length);
  }

  /** @param {StoredMessage} message */
  reply(message) {
    if (this.editing) this.cancel();
    this.replyTo = message;
    this.changed();
    this.focusText({ toEnd: true });
  }

  /** @param {StoredMessage} message */
  edit(message) {
    if (!this.editing) this.aside = this.text;
    this.editing = message;
    this.replyTo = null;
    this.text = message.content;
    this.changed();
    this.focusText({ toEnd: true });
  }

  /** Leaves the edit or the reply; what was written before is back. */
  cancel() {
    if (this.editing) {
      this.text = this.aside;
      this.aside = '';
    }
    this.editing = null;
    this.replyTo = null;
    this.changed();
    this.focusText();
  }

  /** A message was given up elsewhere on the screen. @param {CustomEvent<{conversationId: string, text: string}>} event */
  onPutBack = (event) => {
    const { conversationId, text } = event.detail;
    if (conversationId !== this.conversationId || this.editing) return;
    event.preventDefault();
    this.text = this.text ? `${this.text}\n${text}` : text;
    this.changed();
  };

  /** Puts a text back that was not sent. @param {string} text */
  restore(text) {
    this.text = this.text ? `${this.text}\n${text}` : text;
    this.changed();
    this.focusText({ toEnd: true });
  }

  /** The others are told seldom enough: sync/live.js sees to that. @param {boolean} active */
  tellTyping(active) {
    sendTyping(this.conversationId, active);
  }

  changed() {
    this.paint();
    clearTimeout(this.saving);
    this.saving = setTimeout(() => this.save(), SAVE_AFTER);
  }

  save() {
    clearTimeout(this.saving);
    this.saving = undefined;
    return keep(this.conversationId, this.draft);
  }

  get draft() {
    return { content: this.text, replyTo: this.replyTo?.id ?? null, editing: this.editing?.id ?? null };
  }

  /** The page goes: what is written into the database now may come too late. */
  hurry() {
    if (!this.saving) return;
    if (!context.store.inMemory) rescue(context.store, this.conversationId, this.draft);
    this.save();
  }

  /** @param {InputEvent} event */
  onInput = (event) => {
    this.text = /** @type {HTMLTextAreaElement} */ (event.target).value;
    if (!this.editing) this.tellTyping(this.text !== '');
    this.changed();
  };

  /** @param {KeyboardEvent} event */
  onKey = (event) => {
    // While an input method composes (also Safari's 229), Enter and Escape belong to it.
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === 'Enter' && !event.shiftKey && !event.altKey && !usesTouch()) {
      event.preventDefault();
      this.submit();
    } else if (event.key === 'ArrowUp' && this.text === '' && !this.editing && !this.replyTo) {
      event.preventDefault();
      this.editLast();
    } else if (event.key === 'Escape' && (this.editing || this.replyTo)) {
      event.stopPropagation();
      event.preventDefault();
      this.cancel();
    }
  };

  /** @param {import('../voice/voice-recorder.js').Outcome} outcome */
  async onRecorded(outcome) {
    this.files = await stagedFiles(context.store, this.conversationId);
    if (!this.isConnected) return;
    this.paint();
    this.focusText();
    if (outcome === 'send') this.submit();
  }

  /** @param {Event} event */
  onPicked = (event) => {
    const picker = /** @type {HTMLInputElement} */ (event.target);
    const files = [...(picker.files ?? [])];
    // So that the same file can be chosen again.
    picker.value = '';
    this.bring({ files, folders: [] });
  };

  /** @param {ClipboardEvent} event */
  onPaste = (event) => {
    const brought = pasted(event.clipboardData);
    if (!brought) return;
    event.preventDefault();
    this.bring(brought);
  };

  /** Takes files into the draft. @param {import('./attach.js').Brought} brought */
  async bring(brought) {
    this.focusText();
    if (this.editing) return void showToast(fileWords.notWhileEditing);
    this.taking += 1;
    this.update();
    try {
      await attach(this.conversationId, brought);
      this.files = await stagedFiles(context.store, this.conversationId);
      announce(fileWords.taken(this.files.length));
    } finally {
      this.taking -= 1;
      this.update();
    }
    if (this.taking === 0 && this.leaving) this.submit();
  }

  async editLast() {
    const message = await lastOwnMessage(context.store, this.conversationId);
    if (message) this.edit(message);
  }

  /** @param {SubmitEvent} event */
  onSubmit = (event) => {
    event.preventDefault();
    this.submit();
  };

  submit() {
    const content = this.text.trim();
    if (!this.hasSomething || this.length > LIMIT) return this.focusText();
    // It leaves with its files, as soon as they are all here.
    this.leaving = this.taking > 0;
    if (this.leaving) return;
    if (this.files.length > MOST_FILES && !this.editing) return void showToast(fileWords.tooMany(MOST_FILES));
    if (context.store.refusal()) return void showToast(words.sync.needsServer);
    const { editing, replyTo, conversationId, aside } = this;
    const fileIds = this.files.map(({ id }) => id);
    const contextIds = this.contexts.map(({ id }) => id);
    this.text = editing ? this.aside : '';
    this.aside = '';
    this.editing = null;
    this.replyTo = null;
    if (!editing) Object.assign(this, { files: [], contexts: [] });
    this.paint();
    this.focusText();
    this.save();
    this.tellTyping(false);
    const kept = editing
      ? editMessage(context.store, editing.id, content)
      : sendMessage(context.store, { conversationId, content, replyTo: replyTo?.id ?? null, fileIds, contextIds });
    kept.catch((error) => this.takeBack({ content, editing, replyTo, aside }, error));
    if (!editing) this.sent();
  }

  /**
   * The device did not keep what was sent: it is as before, and nothing of it is lost.
   * @param {{content: string, editing: StoredMessage|null, replyTo: StoredMessage|null, aside: string}} writing
   * @param {any} error
   */
  takeBack({ content, editing, replyTo, aside }, error) {
    this.text = this.text && this.text !== aside ? `${content}\n${this.text}` : content;
    Object.assign(this, { editing, replyTo, aside });
    this.changed();
    void stagedFiles(context.store, this.conversationId).then((files) => {
      this.files = files;
      this.update();
    });
    void draftContexts(context.store, this.conversationId).then((contexts) => {
      this.contexts = contexts;
      this.update();
    });
    tellNotKept(error);
  }

  /** @param {Event} event */
  onEmoji = async (event) => {
    const { textarea } = this;
    const emoji = await pickEmoji(/** @type {Element} */ (event.currentTarget));
    textarea.focus();
    if (!emoji) return;
    textarea.setRangeText(emoji, textarea.selectionStart, textarea.selectionEnd, 'end');
    this.text = textarea.value;
    this.changed();
  };
}
customElements.define('qu-composer', Composer);

/** Whether a message stands without words. @param {StoredMessage} message */
const carries = ({ attachments, context_ids }) => attachments.length + context_ids.length > 0;

/** In the database; what that does not take, in the tab. @param {string} conversationId @param {import('./rescued-drafts.js').Rescued} draft */
async function keep(conversationId, draft) {
  const { store } = context;
  try {
    await saveDraft(store, conversationId, draft);
    forgetRescued(store, conversationId);
  } catch {
    rescue(store, conversationId, draft);
  }
}

/** On-screen keyboards have no Shift+Enter, so Enter is a new line there. */
const usesTouch = () => matchMedia('(pointer: coarse) and (hover: none)').matches;
