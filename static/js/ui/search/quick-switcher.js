/** @import { ConversationView } from '../../db/conversations.js' */
import { html, nothing } from 'lit-html';
import { listContacts } from '../../db/contacts.js';
import { openDirect } from '../../db/conversations.js';
import { normalise } from '../../lib/text.js';
import { context } from '../context.js';
import { conversationFeed } from '../conversation/conversation-feed.js';
import { icon } from '../icon.js';
import { openContacts, openContexts, openNewConversation, openSettings, openShortcuts } from '../lazy.js';
import { closeOnClickOutside } from '../light-dismiss.js';
import { conversationAvatar, conversationName } from '../list/conversation-item.js';
import { personAvatar } from '../people/avatar.js';
import { openConversation } from '../router.js';
import { View } from '../view.js';
import { words } from '../words.js';

/** @typedef {{key: string, name: string, picture: unknown, kind: string, run: () => void}} Choice */

const SHOWN = 12;

/** Goes anywhere: a few letters, Enter. */
class QuickSwitcher extends View {
  query = '';
  at = 0;
  /** @type {Choice[]} */
  all = [];

  start() {
    const { active = [], archived = [] } = conversationFeed.get() ?? {};
    const conversations = [...active, ...archived];
    this.all = [...conversations.map(conversationChoice), ...ACTIONS];
    this.addContacts(new Set(conversations.map(({ conversation }) => conversation.peer_id)));
  }

  /** Those whom one knows and is not talking to yet. @param {Set<string|null|undefined>} talking */
  async addContacts(talking) {
    const contacts = (await listContacts(context.store)).filter(({ contact }) => !talking.has(contact.contact_id));
    this.all = [...this.all, ...contacts.map(contactChoice)];
    this.update();
  }

  /** Names that begin with what is typed come before those that hold it. */
  get choices() {
    const wanted = normalise(this.query);
    const ranked = this.all.map((choice) => ({ choice, rank: rankOf(normalise(choice.name), wanted) }));
    return ranked
      .filter(({ rank }) => rank < Infinity)
      .sort((one, other) => one.rank - other.rank)
      .slice(0, SHOWN)
      .map(({ choice }) => choice);
  }

  template() {
    const { choices } = this;
    return html`<dialog class="dialog switcher" aria-label=${words.switcher.title} closedby="any" @close=${() => this.remove()}>
      <input
        class="switcher-input"
        role="combobox"
        aria-label=${words.switcher.title}
        aria-expanded="true"
        aria-controls="switcher-list"
        aria-activedescendant=${choices[this.at] ? `choice-${this.at}` : nothing}
        autocomplete="off"
        placeholder=${words.switcher.placeholder}
        @input=${this.onInput}
        @keydown=${this.onKey}
      />
      <ul class="switcher-list" id="switcher-list" role="listbox" aria-label=${words.switcher.title}>
        ${choices.map((choice, index) => this.option(choice, index))}
      </ul>
      ${choices.length === 0 && this.all.length > 0 ? html`<p class="empty small" role="status">${words.switcher.nothing}</p>` : nothing}
    </dialog>`;
  }

  /** @param {Choice} choice @param {number} index */
  option(choice, index) {
    return html`<li
      class="switcher-option"
      role="option"
      id="choice-${index}"
      aria-selected=${index === this.at}
      @click=${() => this.take(choice)}
      @pointermove=${() => this.moveTo(index)}
    >
      ${choice.picture}<span class="one-line" dir="auto">${choice.name}</span><small>${choice.kind}</small>
    </li>`;
  }

  rendered() {
    const dialog = /** @type {HTMLDialogElement} */ (this.querySelector('dialog'));
    if (!dialog.open) {
      dialog.showModal();
      closeOnClickOutside(dialog);
    }
    this.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }

  /** @param {number} index */
  moveTo(index) {
    if (index === this.at) return;
    this.at = index;
    this.update();
  }

  /** @param {Choice} choice */
  take(choice) {
    this.querySelector('dialog')?.close();
    choice.run();
  }

  /** @param {InputEvent} event */
  onInput = (event) => {
    this.query = /** @type {HTMLInputElement} */ (event.target).value;
    this.at = 0;
    this.update();
  };

  /** @param {KeyboardEvent} event */
  onKey = (event) => {
    if (event.isComposing) return;
    const { choices } = this;
    if (event.key === 'ArrowDown') this.moveTo((this.at + 1) % choices.length);
    else if (event.key === 'ArrowUp') this.moveTo((this.at - 1 + choices.length) % choices.length);
    else if (event.key === 'Enter' && choices[this.at]) this.take(choices[this.at]);
    else return;
    event.preventDefault();
  };
}
customElements.define('qu-quick-switcher', QuickSwitcher);

/** @param {ConversationView} view @returns {Choice} */
const conversationChoice = (view) => ({
  key: view.conversation.id,
  name: conversationName(view),
  picture: conversationAvatar(view, 's'),
  kind: view.settings.archived ? words.sidebar.archived : words.switcher.conversation,
  run: () => openConversation(view.conversation.id),
});

/** @param {Awaited<ReturnType<typeof listContacts>>[number]} listed @returns {Choice} */
const contactChoice = ({ contact, user, name }) => ({
  key: contact.id,
  name,
  picture: personAvatar(user, name, { size: 's' }),
  kind: words.switcher.person,
  run: async () => openConversation(await openDirect(context.store, contact.contact_id)),
});

/** @param {string} picture @param {string} name @param {() => void} run @returns {Choice} */
const action = (picture, name, run) => ({
  key: picture,
  name,
  picture: icon(picture),
  kind: words.switcher.action,
  run,
});

const ACTIONS = [
  action('compose', words.sidebar.create, openNewConversation),
  action('contacts', words.sidebar.contacts, openContacts),
  action('card', words.sidebar.contexts, openContexts),
  action('settings', words.sidebar.settings, () => openSettings()),
  action('keyboard', words.sidebar.shortcuts, openShortcuts),
];

/** @param {string} name @param {string} wanted */
function rankOf(name, wanted) {
  if (!wanted) return 0;
  if (name.startsWith(wanted)) return 1;
  if (name.split(/[\s,._-]+/u).some((word) => word.startsWith(wanted))) return 2;
  return name.includes(wanted) ? 3 : Infinity;
}

export function openQuickSwitcher() {
  if (document.querySelector('dialog[open]')) return;
  document.body.append(new QuickSwitcher());
}
