/** @import { Found } from '../search/service.js' */
/** @import { Choice, Filters } from './search-filters.js' */
import { html, nothing } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import { contactsByUser } from '../db/contacts.js';
import { personName } from '../db/names.js';
import { openSearch } from '../search/client.js';
import { context } from './context.js';
import { conversationFeed } from './conversation-feed.js';
import { conversationName } from './conversation-item.js';
import { icon } from './icon.js';
import { asQuestion, countFilters, filterForm, NO_FILTERS } from './search-filters.js';
import { searchHit } from './search-hit.js';
import { View } from './view.js';
import { search as words } from './words/search.js';
import { words as common } from './words.js';

const PAGE = 50;

/** @type {ReturnType<typeof openSearch>|undefined} */
let opened;

/** The search through messages: one worker for the whole page. */
export function messageSearch() {
  opened ??= openSearch(context.store);
  return opened;
}

/** The messages found, below the conversations and people that are. */
export class SearchResults extends View {
  #words = '';
  /** @type {Filters} */
  filters = NO_FILTERS;
  filtersOpen = false;
  limit = PAGE;
  /** @type {Found|null} */
  found = null;
  /** @type {Choice[]} */
  conversations = [];
  /** @type {Choice[]} */
  people = [];

  start() {
    const { store } = context;
    this.until(
      'feed',
      conversationFeed.subscribe((feed) => this.onConversations(feed)),
    );
    this.until(
      'found',
      messageSearch().subscribe((found) => this.receive(found)),
    );
    this.watch(
      'people',
      async () => ({ users: await store.db.userProfiles.toArray(), contacts: await contactsByUser(store) }),
      ({ users, contacts }) => {
        const others = users.filter(({ id }) => id !== store.userId);
        const named = others.map((user) => ({ id: user.id, name: personName(user, contacts.get(user.id)) }));
        this.people = [
          { id: store.userId, name: common.you },
          ...named.sort((one, other) => one.name.localeCompare(other.name)),
        ];
      },
    );
  }

  stop() {
    messageSearch().rest();
    this.found = null;
  }

  /** What is typed. @param {string} text */
  set words(text) {
    if (text === this.#words) return;
    this.#words = text;
    this.limit = PAGE;
    this.ask();
  }

  /** In one conversation only. @param {string} id */
  within(id) {
    this.narrow({ within: id });
  }

  /** @param {Partial<Filters>} change */
  narrow(change) {
    this.filters = { ...this.filters, ...change };
    this.limit = PAGE;
    this.ask();
    this.update();
  }

  /** @param {ReturnType<typeof conversationFeed.get>} feed */
  onConversations(feed) {
    const before = this.conversations
      .map(({ id }) => id)
      .sort()
      .join();
    this.conversations = [...(feed?.active ?? []), ...(feed?.archived ?? [])].map((view) => ({
      id: view.conversation.id,
      name: conversationName(view),
    }));
    // What one has hidden or left is not to be found, whatever is still held of it.
    if (
      before !==
      this.conversations
        .map(({ id }) => id)
        .sort()
        .join()
    )
      this.ask();
    this.update();
  }

  ask() {
    const { within } = this.filters;
    const conversationIds = within ? [within] : this.conversations.map(({ id }) => id);
    messageSearch().ask({ words: this.#words, conversationIds, ...asQuestion(this.filters), limit: this.limit });
  }

  /** @param {Found|null} found */
  receive(found) {
    this.found = found;
    this.update();
  }

  template() {
    return html`<section class="search-results" aria-label=${words.results}>
      <div class="search-bar">
        <h2 class="list-heading one-line">${this.heading}</h2>
        <button class="list-toggle" aria-expanded=${this.filtersOpen} aria-controls="search-filters" @click=${() => this.toggleFilters()}>
          ${icon('chevron')}${this.filterLabel}
        </button>
      </div>
      ${this.filtersOpen ? filterForm(this.filters, this, (change) => this.narrow(change)) : nothing}
      <p class="search-state" role="status">${this.found ? stateOf(this.found, this.isEmpty, countFilters(this.filters)) : nothing}</p>
      ${this.found ? this.hitsTemplate(this.found) : nothing}
      <p class="search-scope">${words.scope}</p>
    </section>`;
  }

  get heading() {
    const place = this.conversations.find(({ id }) => id === this.filters.within);
    return place ? words.titleWithin(place.name) : words.title;
  }

  get filterLabel() {
    const count = countFilters(this.filters);
    return count > 0 ? words.filtersSet(count) : words.filters;
  }

  /** Whether nothing is asked yet. */
  get isEmpty() {
    const { within, ...others } = this.filters;
    return !this.#words.trim() && countFilters({ ...others, within: '' }) === 0;
  }

  /** @param {Found} found */
  hitsTemplate({ hits, needles, total }) {
    if (hits.length === 0) return nothing;
    const people = new Map(this.people.map(({ id, name }) => [id, name]));
    const places = new Map(this.conversations.map(({ id, name }) => [id, name]));
    return html`<ol class="hits">
        ${repeat(
          hits,
          ({ id }) => id,
          (hit) =>
            searchHit(hit, needles, {
              author: people.get(hit.senderId) || common.unknownPerson,
              conversation: places.get(hit.conversationId) ?? '',
            }),
        )}
      </ol>
      ${total > hits.length ? html`<button class="button small" @click=${() => this.showMore()}>${words.more}</button>` : nothing}`;
  }

  toggleFilters() {
    this.filtersOpen = !this.filtersOpen;
    this.update();
  }

  showMore() {
    this.limit += PAGE;
    this.ask();
  }
}
customElements.define('qu-search-results', SearchResults);

/** @param {Found} found @param {boolean} empty @param {number} filters */
function stateOf({ total, complete, size }, empty, filters) {
  if (empty) return words.ask;
  if (!complete) return words.indexing(size);
  if (total > 0) return words.found(total);
  return filters > 0 ? words.nothingFiltered : words.nothing;
}
