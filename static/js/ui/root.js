/** @import { ConversationView } from '../db/conversations.js' */
/** @import { Conversation } from './conversation/conversation.js' */
import { html, nothing } from 'lit-html';
import { keyed } from 'lit-html/directives/keyed.js';
import { getMeta, setMeta } from '../db/meta.js';
import { noteOpened } from '../db/opened.js';
import { me } from '../db/users.js';
import { setTitle, showWaiting } from './attention.js';
import { context } from './context.js';
import { conversationFeed } from './conversation/conversation-feed.js';
import { firstScreen, noteFirstScreen } from './first-screen.js';
import { listenToKeys } from './keys.js';
import { loadConversation, openNewConversation, openShortcuts } from './lazy.js';
import { home } from './list/home.js';
import { closeConversation, openConversation, route } from './router.js';
// Not lazily: its first letters are typed at once.
import { openQuickSwitcher } from './search/quick-switcher.js';
import './list/sidebar.js';
import './sync/sync-status.js';
import { View } from './view.js';
import { words } from './words.js';

const WIDE = matchMedia('(width >= 48rem)');

/** The application: the list beside the open conversation, or one of them on a phone. */
class Root extends View {
  /** @type {ConversationView[]|null} */
  conversations = null;
  /** @type {import('../types.js').StoredUser|undefined} */
  me;

  start() {
    const { store } = context;
    this.watch(
      'me',
      () => me(store),
      (user) => {
        this.me = user;
      },
    );
    this.until(
      'conversations',
      conversationFeed.subscribe((feed) => this.onConversations(feed?.active ?? null)),
    );
    this.until(
      'route',
      route.subscribe(() => this.onRoute()),
    );
    this.listen(window, 'quchat:find', () => this.find());
    // Files that miss an open conversation: the browser would leave the page and open them.
    for (const type of ['dragover', 'drop']) this.listen(window, type, keepPage);
    this.openLast();
    listenToKeys({
      switcher: openQuickSwitcher,
      create: openNewConversation,
      shortcuts: openShortcuts,
      search: () => this.sidebar?.focusSearch(),
      find: () => this.find(),
      nextUnread: (step) => this.goToUnread(step),
      write: () => this.conversation?.focusComposer(),
    });
  }

  get sidebar() {
    return /** @type {import('./list/sidebar.js').Sidebar|null} */ (this.querySelector('qu-sidebar'));
  }

  /**
   * Searches the open conversation: the browser finds only the messages that are on the screen. When it is asked for
   * once more, the browser's search comes.
   */
  find() {
    const { id } = route.get();
    if (!id || this.sidebar?.isSearching(id)) return false;
    if (WIDE.matches) this.sidebar?.searchIn(id);
    else {
      // Where the list takes the conversation's place, the box can't be written into before.
      addEventListener('hashchange', () => this.sidebar?.searchIn(id), { once: true });
      closeConversation();
    }
    return true;
  }

  /** @param {ConversationView[]|null} conversations */
  onConversations(conversations) {
    this.conversations = conversations;
    if (conversations) showWaiting(conversations);
    if (conversations && !route.get().id) noteFirstScreen();
    this.update();
  }

  /** Where both panes fit, one comes back to the conversation that was open last. */
  async openLast() {
    if (route.get().id || !WIDE.matches) return;
    const id = await getMeta(context.store, 'last_conversation');
    if (id && !route.get().id && (await context.store.db.conversations.get(id)))
      openConversation(id, { replace: true });
  }

  onRoute() {
    const { id } = route.get();
    this.dataset.view = id ? 'conversation' : 'list';
    if (id) this.onConversation(id);
    else setTitle('QuChat');
    this.update();
  }

  /** @param {string} id */
  onConversation(id) {
    const { store } = context;
    firstScreen
      .then(() => Promise.all([setMeta(store, 'last_conversation', id), noteOpened(store, id)]))
      .catch(console.warn);
    if (!customElements.get('qu-conversation')) loadConversation(() => this.update());
  }

  /** @returns {Conversation|null} */
  get conversation() {
    return this.querySelector('qu-conversation');
  }

  template() {
    const { id } = route.get();
    return html`<button class="skip-link" @click=${() => this.skip()}>${words.skip}</button>
      <qu-sidebar></qu-sidebar>
      <main class="main-pane">
        ${id ? this.conversationTemplate(id) : home(this.me, this.conversations?.length === 0)}
      </main>
      <qu-playing-bar></qu-playing-bar>
      <qu-sync-status></qu-sync-status>`;
  }

  /** @param {string} id */
  conversationTemplate(id) {
    if (!customElements.get('qu-conversation')) return nothing;
    return keyed(id, html`<qu-conversation .conversationId=${id}></qu-conversation>`);
  }

  skip() {
    if (this.conversation) return this.conversation.focusComposer();
    const first = /** @type {HTMLElement|null} */ (this.querySelector('.main-pane button'));
    first?.focus();
  }

  /** @param {1|-1} step */
  goToUnread(step) {
    const list = this.conversations ?? [];
    const at = list.findIndex(({ conversation }) => conversation.id === route.get().id);
    const order = list.map((_, index) => list[(at + step * (index + 1) + list.length * 2) % list.length]);
    const next = order.find(({ unread }) => unread > 0) ?? order[0];
    if (next) openConversation(next.conversation.id);
  }
}
customElements.define('qu-app', Root);

/** @param {DragEvent} event */
function keepPage(event) {
  // A field for a file takes it itself.
  const isField = event.target instanceof HTMLInputElement && event.target.type === 'file';
  if (isField || !event.dataTransfer?.types.includes('Files')) return;
  event.preventDefault();
  event.dataTransfer.dropEffect = 'none';
}
