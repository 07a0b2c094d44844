import { html } from 'lit-html';
import { me } from '../db/users.js';
import { personAvatar } from './avatar.js';
import { context } from './context.js';
import { openContacts, openNewConversation, openSettings } from './lazy.js';
import './conversation-list.js';
import { icon } from './icon.js';
import { modifier } from './keys.js';
import { mark } from './mark.js';
import { route } from './router.js';
import { View } from './view.js';
import { words } from './words.js';

/** The left pane: search, conversations, oneself. */
class Sidebar extends View {
  /** @type {import('../types.js').StoredUser|undefined} */
  me;

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
      route.subscribe(() => this.endSearch()),
    );
  }

  template() {
    const name = this.me?.display_name || this.me?.username || '';
    return html`<header class="sidebar-head">
        <a class="wordmark" href="#/">${mark()} QuChat</a>
        <button class="icon-button" aria-label=${words.sidebar.contacts} title=${words.sidebar.contacts} @click=${openContacts}>${icon('contacts')}</button>
        <button class="icon-button" aria-label=${words.sidebar.create} title=${words.sidebar.create} @click=${openNewConversation}>${icon('compose')}</button>
      </header>
      <search class="search">
        ${icon('search')}
        <input type="search" aria-label=${words.sidebar.search} placeholder=${words.sidebar.search} autocomplete="off" @input=${this.onSearch} @keydown=${this.onSearchKey} />
        <kbd aria-hidden="true">${modifier} K</kbd>
      </search>
      <nav class="sidebar-scroll" aria-label=${words.sidebar.conversations}>
        <qu-conversation-list></qu-conversation-list>
      </nav>
      <footer class="sidebar-foot">
        <button class="me-button" @click=${() => openSettings()}>
          ${personAvatar(this.me, name, { size: 's' })}
          <span class="person-text">
            <span class="me-name one-line" dir="auto">${name}</span>
            <span class="me-status one-line" dir="auto">${this.me?.status_text || `@${this.me?.username ?? ''}`}</span>
          </span>
        </button>
        <button class="icon-button" aria-label=${words.sidebar.settings} title=${words.sidebar.settings} @click=${() => openSettings()}>
          ${icon('settings')}
        </button>
      </footer>`;
  }

  /** What one searched for is found. */
  endSearch() {
    const input = /** @type {HTMLInputElement|null} */ (this.querySelector('input[type="search"]'));
    if (!input?.value) return;
    input.value = '';
    this.list.search('');
  }

  get list() {
    return /** @type {import('./conversation-list.js').ConversationList} */ (
      this.querySelector('qu-conversation-list')
    );
  }

  /** @param {InputEvent} event */
  onSearch = (event) => this.list.search(/** @type {HTMLInputElement} */ (event.target).value);

  /** Down goes to the hits, Enter opens the first, Escape empties the box. @param {KeyboardEvent} event */
  onSearchKey = (event) => {
    const input = /** @type {HTMLInputElement} */ (event.target);
    const first = /** @type {HTMLElement|null} */ (this.querySelector('.conversation-item, .person'));
    if (event.key === 'ArrowDown' || event.key === 'Enter') {
      event.preventDefault();
      if (event.key === 'Enter') first?.click();
      else first?.focus();
    } else if (event.key === 'Escape' && input.value) {
      event.stopPropagation();
      this.endSearch();
    }
  };
}
customElements.define('qu-sidebar', Sidebar);
