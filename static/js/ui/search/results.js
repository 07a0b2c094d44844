/** @import { Question } from '../../search/message-index.js' */
/** @import { Found } from '../../search/service.js' */
/** @import { Together } from '../../search/together.js' */
/** @import { Choice } from '../../search/typed-filters.js' */
/** @import { Filters } from './filters.js' */
import { html, nothing } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import { contactsByUser } from '../../db/contacts.js';
import { listContexts } from '../../db/contexts.js';
import { personName } from '../../db/names.js';
import { openSearch } from '../../search/client.js';
import { openServerSearch } from '../../search/server.js';
import { FoundTogether } from '../../search/together.js';
import { needlesOf } from '../../search/tokens.js';
import { readTyped } from '../../search/typed-filters.js';
import { mode } from '../../sync/modes.js';
import { status } from '../../sync/status.js';
import { context } from '../context.js';
import { conversationFeed } from '../conversation/conversation-feed.js';
import { icon } from '../icon.js';
import { conversationName } from '../list/conversation-item.js';
import { View } from '../view.js';
import { search as words } from '../words/search.js';
import { words as common } from '../words.js';
import { asQuestion, countFilters, filterForm, NO_FILTERS } from './filters.js';
import { searchHit } from './hit.js';
import { contextsFound, searchableContexts } from './search-contexts.js';

const PAGE = 50;
/** The server gives no more than that at once. */
const MOST = 100;

/** @type {ReturnType<typeof openSearch>|undefined} */
let opened;

/** The search through messages: one worker for the whole page. */
export function messageSearch() {
  opened ??= openSearch(context.store);
  return opened;
}

const server = openServerSearch();

/** The messages found, below the conversations and people that are. */
export class SearchResults extends View {
  #words = '';
  /** @type {Filters} */
  filters = NO_FILTERS;
  filtersOpen = false;
  limit = PAGE;
  /** What this device has found. @type {Found|null} */
  found = null;
  /** That and what the server has, as it is shown. @type {Together|null} */
  shown = null;
  #together = new FoundTogether();
  #merging = 0;
  /** @type {(Choice & {encrypted: boolean})[]} */
  conversations = [];
  /** @type {Choice[]} */
  people = [];
  /** @type {ReturnType<typeof searchableContexts>} */
  contexts = [];

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
    this.until(
      'server',
      server.subscribe((answer) => this.hearServer(answer)),
    );
    this.until(
      'online',
      status.subscribe(({ online }) => this.onOnline(online)),
    );
    this.watch(
      'contexts',
      () => listContexts(store),
      (contexts) => {
        this.contexts = searchableContexts(contexts);
      },
    );
    this.watch(
      'people',
      async () => ({ users: await store.db.userProfiles.toArray(), contacts: await contactsByUser(store) }),
      ({ users, contacts }) => {
        const others = users.filter(({ id }) => id !== store.userId);
        const named = others.map((user) => ({
          id: user.id,
          name: personName(user, contacts.get(user.id)),
          handle: user.username,
        }));
        this.people = [
          { id: store.userId, name: common.you },
          ...named.sort((one, other) => one.name.localeCompare(other.name)),
        ];
      },
    );
  }

  stop() {
    messageSearch().rest();
    server.rest();
    this.#together.forget();
    this.found = this.shown = null;
    this.#answered = false;
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
      encrypted: view.conversation.encrypted,
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

  /** The form's filters and those that are typed, which count more. */
  get effective() {
    const { typed } = this.#read();
    return { ...this.filters, ...typed };
  }

  #read() {
    return readTyped(this.#words, this);
  }

  /** @returns {Question & {limit: number}} */
  get question() {
    const { within } = this.effective;
    const conversationIds = within ? [within] : this.conversations.map(({ id }) => id);
    return { words: this.#read().words, conversationIds, ...asQuestion(this.effective), limit: this.limit };
  }

  ask() {
    const { question } = this;
    messageSearch().ask(question);
    if (this.isEmpty || this.isOfSignsAlone || this.onlyHere) server.rest();
    else server.ask(question);
  }

  /** Why the server is not asked; null when it is. @returns {'localOnly'|'offline'|'encrypted'|null} */
  get onlyHere() {
    if (mode.get() === 'local-only') return 'localOnly';
    if (!status.get().online) return 'offline';
    const place = this.conversations.find(({ id }) => id === this.effective.within);
    return place?.encrypted ? 'encrypted' : null;
  }

  /** Whether the server has answered since the search began. */
  #answered = false;
  #online = status.get().online;

  /** @param {boolean} online */
  onOnline(online) {
    if (online === this.#online) return;
    this.#online = online;
    this.ask();
    this.update();
  }

  /** @param {Found|null} found */
  receive(found) {
    this.found = found;
    void this.merge();
  }

  /** @param {import('../../search/server.js').ServerAnswer} answer */
  hearServer(answer) {
    if (answer.state === 'answered') this.#together.remember(answer.rows);
    if (answer.state !== 'asking') this.#answered = answer.state === 'answered';
    void this.merge();
  }

  /** Puts both together; the last one that began counts. */
  async merge() {
    const number = ++this.#merging;
    const { found, question } = this;
    const answer = server.get();
    if (!found) {
      this.shown = null;
      return;
    }
    const ids = this.#together.candidates(answer, question);
    const rows = ids.length > 0 ? await context.store.db.messages.bulkGet(ids).catch(() => []) : [];
    if (number !== this.#merging || !this.isConnected) return;
    const held = new Set(rows.flatMap((row) => (row ? [row.id] : [])));
    this.shown = this.#together.merge(found, answer, question, held);
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
      ${this.filtersOpen ? filterForm(this.effective, this, (change) => this.narrow(change)) : nothing}
      <p class="search-state" role="status">${this.state}</p>
      ${countFilters(this.effective) === 0 ? contextsFound(this.contexts, this.#words) : nothing}
      ${this.shown ? this.hitsTemplate(this.shown) : nothing}
      <p class="search-scope" data-searched=${this.scope}>${words.scope[this.scope]}</p>

    </section>`;
  }

  get heading() {
    const place = this.conversations.find(({ id }) => id === this.effective.within);
    return place ? words.titleWithin(place.name) : words.title;
  }

  get filterLabel() {
    const count = countFilters(this.effective);
    return count > 0 ? words.filtersSet(count) : words.filters;
  }

  /** Whether nothing is asked yet. */
  get isEmpty() {
    const { words: asked } = this.#read();
    return !asked && countFilters({ ...this.effective, within: '' }) === 0;
  }

  /** Whether what is typed has no word in it, so that nothing can be found. */
  get isOfSignsAlone() {
    const { words: asked } = this.#read();
    return Boolean(asked) && needlesOf(asked).length === 0;
  }

  /** What was found, or what to do so that something is. @returns {unknown} */
  get state() {
    if (this.isEmpty) return words.ask;
    if (this.isOfSignsAlone) return words.signsAlone;
    if (!this.found || !this.shown) return nothing;
    return stateOf(this.found, this.shown, countFilters(this.effective), server.get().state === 'asking');
  }

  /** Where was looked. @returns {keyof typeof words.scope} */
  get scope() {
    const answer = server.get();
    if (this.isEmpty || this.isOfSignsAlone) return 'here';
    if (answer.state === 'answered') return answer.complete ? 'both' : 'unread';
    if (answer.state === 'failed') return 'failed';
    // While somebody types, it does not change back and forth.
    return this.onlyHere ?? (this.#answered ? 'both' : 'asking');
  }

  /** @param {Together} shown */
  hitsTemplate({ hits, needles, total, more }) {
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
      ${total > hits.length || (more && this.limit < MOST) ? html`<button class="button small" @click=${() => this.showMore()}>${words.more}</button>` : nothing}`;
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

/** @param {Found} found @param {Together} shown @param {number} filters @param {boolean} asking */
function stateOf({ complete, size }, { total, more }, filters, asking) {
  if (!complete) return words.indexing(size);
  if (total > 0) return more ? words.foundMore(total) : words.found(total);
  if (asking) return nothing;
  return filters > 0 ? words.nothingFiltered : words.nothing;
}
