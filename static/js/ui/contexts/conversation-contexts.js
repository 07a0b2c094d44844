/** @import { StoredContext } from '../../types.js' */
/** @import { ConversationView } from '../../db/conversations.js' */
import { html, nothing } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import { attachContext, attachedTo, contextsById, detachContext, LIMITS, listContexts } from '../../db/contexts.js';
import { getConversation } from '../../db/conversations.js';
import { listMembers } from '../../db/memberships.js';
import { getUsers } from '../../db/users.js';
import { context as app } from '../context.js';
import { DialogView, openDialog } from '../dialog.js';
import { icon } from '../icon.js';
import { conversationName } from '../list/conversation-item.js';
import { deleting } from '../message/deletions.js';
import { contexts as words } from '../words/contexts.js';
import { words as common } from '../words.js';
import { openContextEditor } from './context-editor.js';
import { ContextFilter, contextNote } from './context-list.js';
import { openContextReader } from './context-reader.js';

/** What is attached to a conversation, for all its members, and what one could attach. */
class ConversationContexts extends DialogView {
  kind = 'full';
  dismissable = true;
  conversationId = '';
  /** @type {ConversationView|null} */
  view = null;
  /** @type {string[]} */
  ids = [];
  /** @type {Map<string, StoredContext>} */
  held = new Map();
  /** @type {StoredContext[]} */
  own = [];
  /** @type {Map<string, string>} names of owners */
  owners = new Map();
  mayAttach = false;
  moderates = false;
  filter = new ContextFilter(() => this.update());

  start() {
    this.filter.sort = 'last_used';
    this.watch(
      'contexts',
      () => this.read(),
      (read) => {
        Object.assign(this, read);
        if (!read.view) this.close();
      },
    );
  }

  async read() {
    const { store } = app;
    const [view, members, ids, own] = await Promise.all([
      getConversation(store, this.conversationId),
      listMembers(store, this.conversationId),
      attachedTo(store, this.conversationId),
      listContexts(store),
    ]);
    const held = await contextsById(store, ids);
    const people = await getUsers(
      store,
      [...held.values()].map(({ owner_id }) => owner_id),
    );
    const role = members.find(({ membership }) => membership.user_id === store.userId)?.membership.role ?? 'member';
    return {
      view: view ?? null,
      ids,
      held,
      own,
      owners: new Map([...people].map(([id, user]) => [id, user.display_name])),
      mayAttach: view?.conversation.posting !== 'moderators' || role !== 'member',
      moderates: view?.conversation.kind === 'group' && role !== 'member',
    };
  }

  heading() {
    return this.view ? words.ofConversation(conversationName(this.view)) : words.title;
  }

  body() {
    if (!this.view) return nothing;
    const { ids } = this;
    const free = this.own.filter(({ id }) => !ids.includes(id) && !deleting.get().has(id));
    const fitting = this.filter.apply(free);
    const full = ids.length >= LIMITS.attached;
    return html`<div class="dialog-body">
      <p class="field-hint">${ids.length > 0 ? words.ofConversationHint : words.noneAttached}</p>
      <ul class="contexts" aria-label=${words.attached}>
        ${repeat(
          ids,
          (id) => id,
          (id) => this.attached(id),
        )}
      </ul>
      ${this.mayAttach ? html`<h3 class="section-title">${words.attachToConversation}</h3>` : nothing}
      ${this.mayAttach && full ? html`<p class="field-hint">${words.mostAttached}</p>` : nothing}
      ${this.mayAttach && !full ? this.offer(free, fitting) : nothing}
    </div>`;
  }

  /** @param {StoredContext[]} free @param {StoredContext[]} fitting */
  offer(free, fitting) {
    return html`${free.length > 0 ? this.filter.template(free) : nothing}
      <ul class="contexts" aria-label=${words.attachToConversation}>
        ${repeat(
          fitting,
          ({ id }) => id,
          (one) => html`<li class="context-row">
            <button class="context-open" @click=${() => attachContext(app.store, this.conversationId, one.id)}>
              ${icon('plus')}<span class="context-title one-line" dir="auto">${one.title}</span>${contextNote(one)}
            </button>
          </li>`,
        )}
      </ul>
      <div><button class="button" @click=${() => openContextEditor({ made: (id) => attachContext(app.store, this.conversationId, id) })}>${words.create}</button></div>`;
  }

  /** @param {string} id */
  attached(id) {
    const one = this.held.get(id);
    const title = one?.title ?? words.unnamed;
    const own = one?.owner_id === app.store.userId;
    const owner = own ? words.yours : words.by(this.owners.get(one?.owner_id ?? '') ?? common.unknownPerson);
    return html`<li class="context-row" data-context-id=${id}>
      <button class="context-open" @click=${() => openContextReader(id)}>
        <span class="context-title one-line" dir="auto">${title}</span>
        <span class="context-preview one-line">${one ? owner : nothing}</span>
        ${one ? contextNote(one) : nothing}
      </button>
      ${
        own || this.moderates
          ? html`<button class="icon-button" aria-label=${words.detach(title)} title=${words.detach(title)} @click=${() => detachContext(app.store, this.conversationId, id)}>${icon('close')}</button>`
          : nothing
      }
    </li>`;
  }
}
customElements.define('qu-conversation-contexts', ConversationContexts);

/** @param {string} conversationId */
export const openConversationContexts = (conversationId) =>
  openDialog(Object.assign(new ConversationContexts(), { conversationId }));
