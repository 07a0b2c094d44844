/** @import { ConversationView } from '../../db/conversations.js' */
import { html, nothing } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import { listContacts } from '../../db/contacts.js';
import { openDirect } from '../../db/conversations.js';
import { normalise } from '../../lib/text.js';
import { withoutFilters } from '../../search/typed-form.js';
import { context } from '../context.js';
import { conversationFeed } from '../conversation/conversation-feed.js';
import { onNewDay } from '../dates.js';
import { icon } from '../icon.js';
import { personAvatar } from '../people/avatar.js';
import { onPresence, presenceOf, wantPresence } from '../people/presence.js';
import { openConversation, route } from '../router.js';
import { View } from '../view.js';
import { words } from '../words.js';
import { conversationItem, conversationName } from './conversation-item.js';

/** The conversations, the last active first, with the archived ones below; filtered while one searches. */
export class ConversationList extends View {
  /** @type {ConversationView[]|null} */
  conversations = null;
  /** @type {ConversationView[]} */
  archived = [];
  /** @type {Awaited<ReturnType<typeof listContacts>>} */
  contacts = [];
  /** What is searched by name, and whether anything is searched: filters alone name no conversation. */
  query = '';
  searching = false;
  archiveOpen = false;

  start() {
    const { store } = context;
    this.until(
      'conversations',
      conversationFeed.subscribe((feed) => this.onConversations(feed)),
    );
    this.watch(
      'contacts',
      () => listContacts(store),
      (list) => {
        this.contacts = list;
      },
    );
    this.until(
      'route',
      route.subscribe(() => this.update()),
    );
    this.until(
      'presence',
      onPresence(() => this.update()),
    );
    this.until(
      'day',
      onNewDay(() => this.update()),
    );
  }

  /** @param {ReturnType<typeof conversationFeed.get>} feed */
  onConversations(feed) {
    this.conversations = feed?.active ?? null;
    this.archived = feed?.archived ?? [];
    wantPresence(
      'list',
      (feed?.active ?? []).slice(0, 100).flatMap(({ conversation }) => conversation.peer_id ?? []),
    );
    this.update();
  }

  /** @param {string} query */
  search(query) {
    this.searching = query.trim() !== '';
    this.query = normalise(withoutFilters(query));
    this.update();
  }

  template() {
    if (!this.conversations || (this.searching && !this.query)) return nothing;
    const found = this.matching(this.conversations);
    const archived = this.matching(this.archived);
    const people = this.query ? this.matchingPeople() : [];
    if (this.query && found.length + archived.length + people.length === 0) {
      return html`<p class="empty small">${words.sidebar.nothingFound}</p>`;
    }
    if (!this.query && this.conversations.length + this.archived.length === 0) return this.emptyTemplate();
    return html`<ul class="conversation-list">${this.items(found)}</ul>
      ${this.peopleTemplate(people)} ${this.archiveTemplate(archived)}`;
  }

  /** @param {ConversationView[]} views */
  matching(views) {
    if (!this.query) return views;
    return views.filter((view) => {
      const text = `${conversationName(view)} ${view.peer?.username ?? ''} ${view.peer?.display_name ?? ''}`;
      return normalise(text).includes(this.query);
    });
  }

  /** Contacts with whom one has no conversation in the list yet. */
  matchingPeople() {
    const talking = new Set(
      [...(this.conversations ?? []), ...this.archived].map(({ conversation }) => conversation.peer_id),
    );
    return this.contacts.filter(
      ({ contact, name, user }) =>
        !talking.has(contact.contact_id) && normalise(`${name} ${user?.username ?? ''}`).includes(this.query),
    );
  }

  /** @param {ConversationView[]} views */
  items(views) {
    const open = route.get().id;
    return repeat(
      views,
      ({ conversation }) => conversation.id,
      (view) => conversationItem(view, view.conversation.id === open),
    );
  }

  /** @param {ConversationView[]} archived */
  archiveTemplate(archived) {
    if (archived.length === 0) return nothing;
    const open = this.archiveOpen || this.query !== '';
    return html`<button class="list-toggle" aria-expanded=${open} @click=${() => this.toggleArchive()}>
        ${icon('chevron')}${words.sidebar.archived}
        <span>${archived.length}</span>
      </button>
      ${open ? html`<ul class="conversation-list" aria-label=${words.sidebar.archived}>${this.items(archived)}</ul>` : nothing}`;
  }

  toggleArchive() {
    this.archiveOpen = !this.archiveOpen;
    this.update();
  }

  /** @param {Awaited<ReturnType<typeof listContacts>>} people */
  peopleTemplate(people) {
    if (people.length === 0) return nothing;
    return html`<h2 class="list-heading">${words.sidebar.people}</h2>
      <div class="people">
        ${people.map(
          ({ contact, user, name }) =>
            html`<button class="person" @click=${() => this.talkTo(contact.contact_id)}>
              ${personAvatar(user, name, { presence: presenceOf(contact.contact_id) })}
              <span class="person-text"><span class="person-name one-line" dir="auto">${name}</span></span>
            </button>`,
        )}
      </div>`;
  }

  /** @param {string} userId */
  async talkTo(userId) {
    openConversation(await openDirect(context.store, userId));
  }

  emptyTemplate() {
    return html`<div class="empty small"><p>${words.sidebar.empty}<br />${words.sidebar.emptyHint}</p></div>`;
  }
}
customElements.define('qu-conversation-list', ConversationList);
