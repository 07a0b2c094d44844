import { html, nothing } from 'lit-html';
import { me } from '../../db/users.js';
import { context } from '../context.js';
import { loadSearch, openContacts, openContexts, openNewConversation, openSettings } from '../lazy.js';
import { personAvatar } from '../people/avatar.js';
import './conversation-list.js';
import { icon } from '../icon.js';
import { modifier } from '../keys.js';
import { mark } from '../mark.js';
import { route } from '../router.js';
import { View } from '../view.js';
import { words } from '../words.js';

/** What a search finds, in the order in which it stands below the box. */
const FINDS = '.conversation-item, .person, .hit';

/** The left pane: search, conversations, oneself. */
export class Sidebar extends View {
  /** @type {import('../../types.js').StoredUser|undefined} */
  me;
  query = '';
  /** Whether messages of one conversation are searched, whatever its filters come to say. */
  narrowed = false;

  start() {
    this.watch(
      'me',
      () => me(context.store),
      (user) => {
        this.me = user;
      },
    );
    this.until(
      'route',
      route.subscribe((now) => this.onRoute(now)),
    );
  }

  template() {
    const name = this.me?.display_name || this.me?.username || '';
    return html`<header class="sidebar-head">
        <a class="wordmark" href="#/">${mark()} QuChat</a>
        <button class="icon-button" aria-label=${words.sidebar.contexts} title=${words.sidebar.contexts} @click=${openContexts}>${icon('card')}</button>
        <button class="icon-button" aria-label=${words.sidebar.contacts} title=${words.sidebar.contacts} @click=${openContacts}>${icon('contacts')}</button>
        <button class="icon-button" aria-label=${words.sidebar.create} title=${words.sidebar.create} @click=${openNewConversation}>${icon('compose')}</button>
      </header>
      <search class="search">
        ${icon('search')}
        <input type="search" aria-label=${words.sidebar.search} placeholder=${words.sidebar.search} autocomplete="off" @focus=${this.prepareSearch} @input=${this.onSearch} @keydown=${this.onSearchKey} />
        <kbd aria-hidden="true">${modifier} K</kbd>
      </search>
      <div class="sidebar-scroll" @keydown=${this.onFindsKey}>
        <qu-notices></qu-notices>
        <nav aria-label=${words.sidebar.conversations} ?hidden=${this.narrowed}>
          <qu-conversation-list></qu-conversation-list>
        </nav>
        ${this.searchesMessages ? html`<qu-search-results .words=${this.query}></qu-search-results>` : nothing}
      </div>
      <footer class="sidebar-foot">
        <button class="me-button" @click=${() => openSettings()}>
          ${personAvatar(this.me, name, { size: 's' })}
          <span class="person-text">
            <span class="me-name one-line" dir="auto">${name}</span>
            <span class="me-status one-line" dir="auto">${this.me?.status_text || `@${this.me?.username ?? ''}`}</span>
          </span>
        </button>
        ${this.me?.is_admin ? html`<a class="icon-button" href="/admin" aria-label=${words.sidebar.administration} title=${words.sidebar.administration}>${icon('shield')}</a>` : nothing}
        <button class="icon-button" aria-label=${words.sidebar.settings} title=${words.sidebar.settings} @click=${() => openSettings()}>
          ${icon('settings')}
        </button>
      </footer>`;
  }

  get searchesMessages() {
    return (this.query.trim() !== '' || this.narrowed) && customElements.get('qu-search-results') !== undefined;
  }

  get input() {
    return /** @type {HTMLInputElement|null} */ (this.querySelector('input[type="search"]'));
  }

  get list() {
    return /** @type {import('./conversation-list.js').ConversationList} */ (
      this.querySelector('qu-conversation-list')
    );
  }

  get results() {
    return /** @type {import('../search/results.js').SearchResults|null} */ (this.querySelector('qu-search-results'));
  }

  /** Who opens a conversation has found it. Who goes to a message may want the next one, too. @param {import('../router.js').Route} route */
  onRoute({ id, ordinal }) {
    if (id !== null && ordinal === null) this.endSearch();
  }

  focusSearch() {
    this.input?.focus();
  }

  /** @param {string} id whether somebody is already searching this conversation */
  isSearching(id) {
    return this.results?.filters.within === id && document.activeElement === this.input;
  }

  /** Messages of one conversation. @param {string} id */
  searchIn(id) {
    loadSearch(() => {
      this.narrowed = true;
      this.paint();
      this.results?.within(id);
      this.focusSearch();
      this.input?.select();
    });
  }

  /** The worker has read the messages by the time that somebody has typed a word. */
  prepareSearch = () => {
    loadSearch(({ messageSearch }) => {
      messageSearch().warm();
      this.update();
    });
  };

  endSearch() {
    if (this.input) this.input.value = '';
    if (!this.query && !this.narrowed) return;
    this.narrowed = false;
    this.search('');
  }

  /** @param {string} query */
  search(query) {
    this.query = query;
    this.list.search(query);
    this.update();
  }

  /** @param {InputEvent} event */
  onSearch = (event) => this.search(/** @type {HTMLInputElement} */ (event.target).value);

  get finds() {
    return /** @type {HTMLElement[]} */ (
      [...this.querySelectorAll(FINDS)].filter((element) => element.checkVisibility())
    );
  }

  /** Down goes to what was found, Enter opens the first, Escape empties the box. @param {KeyboardEvent} event */
  onSearchKey = (event) => {
    if (event.isComposing) return;
    if (event.key === 'ArrowDown' || event.key === 'Enter') {
      event.preventDefault();
      const [first] = this.finds;
      if (event.key === 'Enter') first?.click();
      else first?.focus();
    } else if (event.key === 'Escape' && (this.query || this.narrowed)) {
      event.stopPropagation();
      this.endSearch();
    }
  };

  /** Arrows go through what was found, Escape back to the box. @param {KeyboardEvent} event */
  onFindsKey = (event) => {
    if (!this.query && !this.narrowed) return;
    const { finds } = this;
    const at = finds.indexOf(/** @type {HTMLElement} */ (event.target));
    if (event.key === 'Escape') {
      this.endSearch();
      this.focusSearch();
    } else if (event.key === 'ArrowDown' && at >= 0) finds[Math.min(at + 1, finds.length - 1)].focus();
    else if (event.key === 'ArrowUp' && at >= 0) (finds[at - 1] ?? this.input)?.focus();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
}
customElements.define('qu-sidebar', Sidebar);
