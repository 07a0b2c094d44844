/** @import { ConversationView } from '../../db/conversations.js' */
/** @import { Composer } from '../composer/composer.js' */
/** @import { Ahead } from './look-ahead.js' */
/** @import { Member } from '../timeline/message.js' */
/** @import { Timeline } from '../timeline/timeline.js' */
import { html, nothing } from 'lit-html';
import { listMembers } from '../../db/memberships.js';
import { joinChat, leaveChat } from '../../sync/live.js';
import { mode } from '../../sync/modes.js';
import { status } from '../../sync/status.js';
import { setTitle } from '../attention.js';
import { acceptDrops } from '../composer/drop-zone.js';
import '../composer/composer.js';
import { context } from '../context.js';
import { icon } from '../icon.js';
import { isTyping } from '../keys.js';
import { conversationName } from '../list/conversation-item.js';
import { onPresence, wantPresence } from '../people/presence.js';
import { hasTravelled, route } from '../router.js';
import { conversationHead } from './conversation-head.js';
import { findConversation, lookAhead } from './look-ahead.js';
import '../timeline/timeline.js';
import './typing-line.js';
import { timeUntilOpen, whyClosed } from '../moderation/why-closed.js';
import { View } from '../view.js';
import { files } from '../words/files.js';
import { words } from '../words.js';

/** So long the network may be gone before it is worth words; at the start it is never there yet. */
const PATIENCE = 2000;

/** An open conversation: who it is with, what was said, and where one writes. */
export class Conversation extends View {
  conversationId = '';
  /** @type {ConversationView|null|undefined} undefined: not read yet; null: not here */
  view;
  /** @type {Map<string, Member>|null} by user id */
  members = null;
  /** @type {Ahead|null} */
  ahead = null;
  offline = false;
  opened = false;
  /** Files are being dragged over the page. */
  dropping = false;
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  patience;
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  opening;

  start() {
    const { store } = context;
    const { conversationId } = this;
    const ahead = lookAhead(conversationId);
    this.ahead = ahead;
    this.watch(
      'view',
      () => findConversation(conversationId),
      (view) => {
        this.view = view;
      },
      ahead.view,
    );
    this.watch(
      'members',
      () => listMembers(store, conversationId),
      (members) => {
        this.members = new Map(members.map((member) => [member.membership.user_id, member]));
        wantPresence(
          'conversation',
          members.map(({ membership }) => membership.user_id).filter((id) => id !== store.userId),
        );
      },
      ahead.members,
    );
    this.until(
      'presence',
      onPresence(() => this.update()),
    );
    this.until(
      'status',
      status.subscribe(({ online }) => this.onStatus(online)),
    );
    this.until(
      'route',
      route.subscribe((now) => this.onRoute(now)),
    );
    this.until(
      'drops',
      acceptDrops({
        over: (now) => this.onDragged(now),
        drop: (brought) => this.composer?.bring(brought),
      }),
    );
    joinChat(conversationId);
  }

  stop() {
    clearTimeout(this.patience);
    clearTimeout(this.opening);
    leaveChat(this.conversationId);
    wantPresence('conversation', []);
  }

  /** Each attempt to connect is news of the status, too; the patience goes on through them. @param {boolean} online */
  onStatus(online) {
    if (!online) {
      this.patience ??= setTimeout(() => this.tell(true), PATIENCE);
      return;
    }
    clearTimeout(this.patience);
    this.patience = undefined;
    this.tell(false);
  }

  /** @param {boolean} now */
  onDragged(now) {
    if (this.dropping === now) return;
    this.dropping = now;
    this.update();
  }

  /** @param {boolean} offline */
  tell(offline) {
    if (this.offline === offline) return;
    this.offline = offline;
    this.update();
  }

  /** The address names a message. @param {import('../router.js').Route} route */
  onRoute({ id, ordinal }) {
    if (id === this.conversationId && ordinal !== null) this.timeline?.showOrdinal(ordinal);
  }

  get timeline() {
    return /** @type {Timeline|null} */ (this.querySelector('qu-timeline'));
  }

  get composer() {
    return /** @type {Composer|null} */ (this.querySelector('qu-composer'));
  }

  /** @param {string} userId */
  nameOf = (userId) => this.timeline?.nameOf(userId) ?? '';

  template() {
    const { view, members } = this;
    if (view === null) return this.goneTemplate();
    if (!view || !members) return nothing;
    const closed = whyClosed(view.conversation, members.get(context.store.userId)?.membership);
    return html`${conversationHead(view, members.size)}
      ${this.offline ? html`<p class="offline-banner">${icon('offline')}${words.conversation.outOfTouch[mode.get()]}</p>` : nothing}
      <div class="conversation-body">
        <qu-timeline
          .conversationId=${this.conversationId}
          .view=${view}
          .members=${members}
          .ahead=${this.ahead}
          .reply=${(/** @type {any} */ message) => this.composer?.reply(message)}
          .edit=${(/** @type {any} */ message) => this.composer?.edit(message)}
          .write=${() => this.focusComposer()}
          .restore=${(/** @type {string} */ text) => this.composer?.restore(text)}
        ></qu-timeline>
      </div>
      <div class="conversation-foot">
        <qu-typing-line .conversationId=${this.conversationId} .nameOf=${this.nameOf}></qu-typing-line>
        ${closed === null ? this.composerTemplate(view) : html`<p class="composer-closed" role="status" dir="auto">${closed}</p>`}
      </div>
      ${this.dropping && closed === null ? html`<p class="drop-here">${icon('attach')}<span dir="auto">${files.dropHere(conversationName(view))}</span></p>` : nothing}`;
  }

  /** @param {ConversationView} view */
  composerTemplate(view) {
    return html`<qu-composer
      .conversationId=${this.conversationId}
      .view=${view}
      .nameOf=${this.nameOf}
      .sent=${() => this.timeline?.sent()}
    ></qu-composer>`;
  }

  goneTemplate() {
    return html`<div class="empty">
      <h2>${words.conversation.gone}</h2>
      <p>${words.conversation.goneHint}</p>
      <a class="button" href="#/">${words.back}</a>
    </div>`;
  }

  rendered() {
    this.reopen();
    if (!this.opened && this.timeline) this.onOpened();
    setTitle(this.view ? conversationName(this.view) : 'QuChat');
    this.timeline?.update();
    this.composer?.update();
  }

  /** When one may write again, nobody tells it but the clock. */
  reopen() {
    clearTimeout(this.opening);
    const own = this.members?.get(context.store.userId)?.membership;
    const wait = timeUntilOpen(this.view?.conversation, own);
    if (wait !== null) this.opening = setTimeout(() => this.update(), wait);
  }

  /** The focus goes where the eye goes: to the words to be written, except where that would raise a keyboard. */
  onOpened() {
    this.opened = true;
    // While the page was still coming one may have begun to type into the search.
    const types = !hasTravelled() && isTyping(document.activeElement);
    const elsewhere = types || document.querySelector('dialog[open]') || route.get().ordinal !== null;
    if (!elsewhere && matchMedia('(pointer: fine)').matches) this.focusComposer();
  }

  focusComposer() {
    this.composer?.focusText();
  }
}
customElements.define('qu-conversation', Conversation);
