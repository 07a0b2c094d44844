import { html, nothing } from 'lit-html';
import { listConflicts } from '../../db/conflicts.js';
import { lostDrafts, untoldDrafts } from '../../db/drafts.js';
import { me } from '../../db/users.js';
import { mode } from '../../sync/modes.js';
import { status } from '../../sync/status.js';
import { announce } from '../announce.js';
import { context } from '../context.js';
import { icon } from '../icon.js';
import { openConflicts, openOutbox, openSettings } from '../lazy.js';
import { showToast } from '../toast.js';
import { View } from '../view.js';
import { words } from '../words.js';
import { serviceWords } from './service-words.js';
import { reloadToNewest } from './updates.js';

/** So long after the start a connection may take before it is called missing. */
const CONNECTING = 2000;

/** One line that says whether this device is in touch with the server, and what waits. */
class SyncStatus extends View {
  wasOnline = true;
  connecting = true;
  conflicts = 0;
  administers = false;
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  settling;
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  starting;

  start() {
    this.setAttribute('role', 'status');
    this.setAttribute('aria-label', words.sync.name);
    this.until(
      'status',
      status.subscribe(() => this.changed()),
    );
    this.watch(
      'conflicts',
      async () => (await listConflicts(context.store)).length,
      (count) => {
        this.conflicts = count;
      },
    );
    this.watch(
      'lost',
      () => lostDrafts(context.store),
      (drafts) => {
        if (drafts.some(({ lost }) => !lost?.told)) this.tellLost();
      },
    );
    this.watch(
      'me',
      () => me(context.store),
      (user) => {
        this.administers = user?.is_admin ?? false;
      },
    );
    this.until(
      'mode',
      mode.subscribe(() => this.changed()),
    );
    for (const type of ['online', 'offline']) this.listen(window, type, () => this.update());
    this.starting = setTimeout(() => this.connected(), CONNECTING);
  }

  connected() {
    this.connecting = false;
    this.update();
  }

  changed() {
    const { online, pending, lastError } = status.get();
    this.dataset.online = String(online);
    this.dataset.pending = String(pending);
    const isLimited = this.limited !== null;
    this.toggleAttribute('data-limited', isLimited);
    this.toggleAttribute('data-trouble', isTrouble(lastError) && !(isLimited && saysTheSame(lastError)));
    const isBack = online && !this.wasOnline;
    if (isBack && !this.connecting) announce(words.conversation.backOnline);
    if (online) this.connecting = false;
    this.wasOnline = online;
    clearTimeout(this.settling);
    // Sending takes a moment, dozens of times an hour; it is worth words only when it takes longer.
    if (online && !isBack && !isTrouble(lastError) && !this.limited)
      this.settling = setTimeout(() => this.update(), 800);
    else this.update();
  }

  stop() {
    clearTimeout(this.settling);
    clearTimeout(this.starting);
  }

  async tellLost() {
    for (const { lost } of await untoldDrafts(context.store))
      showToast(words.sync.lost(lost?.name ?? ''), {
        seconds: 0,
        action: { label: words.sync.showLost, run: openOutbox },
      });
  }

  template() {
    return html`${this.state()} ${this.conflicts ? toReview(this.conflicts) : nothing}`;
  }

  /** What the server can't do now. */
  get limited() {
    return mode.get() === 'local-only' ? null : serviceWords(status.get(), this.administers);
  }

  state() {
    const { online, syncing, pending, lastError } = status.get();
    const { limited } = this;
    // One's own troubles first: signed out, full, a change that is refused. They say more than that it can't be saved.
    if (limited && (!isTrouble(lastError) || saysTheSame(lastError)))
      return html`${icon(status.get().service.state === 'ok' ? 'sync' : 'alert')} <span>${limited.message}</span>
        ${pending ? whatWaits(pending) : nothing} ${button(limited.action)}`;
    if (lastError && isTrouble(lastError))
      return html`${icon('alert')} <span>${lastError.message}</span> ${button(lastError.action)}`;
    if (!online && this.connecting) return html`<span class="status-dot"></span><span>${words.sync.connecting}</span>`;
    // The browser knows whether there is a network at all.
    const outOfTouch = navigator.onLine ? words.sync.unreachable : words.sync.offline;
    if (mode.get() === 'local-only') return localOnly(pending);
    const state = !online ? outOfTouch : syncing || pending ? words.sync.syncing : words.sync.online;
    return html`<span class="status-dot"></span>
      <span>${state}</span> ${pending ? whatWaits(pending) : nothing} ${online ? nothing : button('retry')}`;
  }
}
customElements.define('qu-sync-status', SyncStatus);

/** @param {number} pending */
const whatWaits = (pending) =>
  html`<button class="text-button" aria-haspopup="dialog" @click=${openOutbox}>${words.sync.pending(pending)}</button>`;

/** @param {number} count */
const toReview = (count) =>
  html`<button class="text-button" @click=${() => openConflicts()}>${words.sync.conflicts(count)}</button>`;

/** @param {number} pending */
const localOnly = (pending) =>
  html`<span class="status-dot"></span> <span>${words.sync.localOnly}</span> ${pending ? whatWaits(pending) : nothing}
    <button class="text-button" @click=${() => openSettings('sync')}>${words.sync.changeMode}</button>`;

/** @typedef {'retry'|'sign-in'|'reload'|'free-space'|'administer'|null} Action */

/** Whether an error comes of what the server can't do now. @param {{code: string}|null} error */
const saysTheSame = (error) => error !== null && ['read_only', 'maintenance'].includes(error.code);

/** Being offline is no trouble here: everything goes on. @param {{code: string}|null} error */
const isTrouble = (error) => error !== null && !['offline', 'unreachable'].includes(error.code);

/** @param {Action} action */
function button(action) {
  if (!action) return nothing;
  const labels = {
    retry: words.sync.retry,
    'sign-in': words.sync.signIn,
    reload: words.sync.reload,
    'free-space': words.sync.freeSpace,
    administer: words.sync.administer,
  };
  const label = labels[action];
  return html`<button class="text-button" @click=${() => act(action)}>${label}</button>`;
}

/** @param {Action} action */
function act(action) {
  if (action === 'sign-in') location.assign('/sign-in');
  else if (action === 'reload') reloadToNewest();
  else if (action === 'free-space') openSettings('storage');
  else if (action === 'administer') location.assign('/admin');
  else dispatchEvent(new CustomEvent('quchat:sync-now'));
}
