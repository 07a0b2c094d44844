/** @import { ConversationView } from '../../db/conversations.js' */
/** @import { Member } from '../timeline/message.js' */
import { html, nothing } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import { deleteConversation, getConversation, openDirect, updateConversation } from '../../db/conversations.js';
import { addMember, changeRole, listMembers, removeMember } from '../../db/memberships.js';
import { confirm } from '../confirm.js';
import { context } from '../context.js';
import { DialogView, openDialog } from '../dialog.js';
import { icon } from '../icon.js';
import { openReports } from '../lazy.js';
import { conversationName } from '../list/conversation-item.js';
import { openMenu } from '../menu.js';
import { groupRules } from '../moderation/group-rules.js';
import { mutedWords, sanctionItems } from '../moderation/sanctions.js';
import { personAvatar } from '../people/avatar.js';
import { PeoplePicker } from '../people/people-picker.js';
import { onPresence, presenceOf } from '../people/presence.js';
import { closeConversation, openConversation } from '../router.js';
import { leave } from './conversation-menu.js';
import { openInvite } from './invite.js';
import '../moderation/banned-people.js';
import { words } from '../words.js';

/** @typedef {'owner'|'moderator'|'member'} Role */

const RANKS = { owner: 0, moderator: 1, member: 2 };
/** Whom one turns to stands first, the rest as they come. @param {Member} one @param {Member} other */
const byRole = ({ membership: one }, { membership: other }) =>
  RANKS[one.role ?? 'member'] - RANKS[other.role ?? 'member'];

/** A group: what it is called, who is in it, and what one may change about that. */
class Members extends DialogView {
  kind = 'full';
  conversationId = '';
  /** @type {ConversationView|null} */
  view = null;
  /** @type {Member[]} */
  members = [];
  /** @type {PeoplePicker|null} */
  adding = null;

  start() {
    const { store } = context;
    this.watch(
      'view',
      () => getConversation(store, this.conversationId),
      (view) => {
        this.view = view;
        if (!view) this.close();
      },
    );
    this.watch(
      'members',
      () => listMembers(store, this.conversationId),
      (members) => {
        this.members = members.toSorted(byRole);
        if (this.adding) this.adding.except = new Set(members.map(({ membership }) => membership.user_id));
      },
    );
    this.until(
      'presence',
      onPresence(() => this.update()),
    );
  }

  get role() {
    return (
      this.members.find(({ membership }) => membership.user_id === context.store.userId)?.membership.role ?? 'member'
    );
  }

  get moderates() {
    return this.role !== 'member';
  }

  heading() {
    return words.members.title;
  }

  body() {
    if (!this.view) return nothing;
    return html`<div class="dialog-body">
        ${this.facts(this.view)} ${this.moderates ? this.settings(this.view) : nothing} ${this.adding ? this.addForm() : this.addButtons()}
        <ul class="people">
          ${repeat(
            this.members,
            ({ membership }) => membership.user_id,
            (member) => this.person(member),
          )}
        </ul>
        ${this.moderates ? html`<qu-banned-people .conversationId=${this.conversationId}></qu-banned-people>` : nothing}
      </div>
      <div class="dialog-foot">
        ${this.role === 'owner' ? html`<button class="button danger" @click=${() => this.deleteGroup()}>${words.members.delete}</button>` : nothing}
        <button class="button" @click=${() => this.leave()}>${words.members.leave}</button>
      </div>`;
  }

  /** @param {ConversationView} view */
  facts(view) {
    return html`<div>
      <h3 dir="auto">${conversationName(view)}</h3>
      ${view.conversation.description ? html`<p class="quiet" dir="auto">${view.conversation.description}</p>` : nothing}
    </div>`;
  }

  /** Seldom wanted, and long: closed, so that who is here is seen. @param {ConversationView} view */
  settings({ conversation }) {
    return html`<details class="group-settings">
      <summary>${words.members.settings}</summary>
      <div class="field">
        <label for="members-title">${words.members.rename}</label>
        <input class="input" id="members-title" dir="auto" maxlength="100" autocomplete="off" .value=${conversation.title} @change=${(/** @type {Event} */ event) => this.change('title', event)} />
      </div>
      <div class="field">
        <label for="members-description">${words.members.description}</label>
        <textarea class="input" id="members-description" dir="auto" rows="2" maxlength="1000" .value=${conversation.description} @change=${(/** @type {Event} */ event) => this.change('description', event)}></textarea>
      </div>
      ${groupRules(conversation, this.role === 'owner')}
    </details>`;
  }

  addButtons() {
    if (!this.moderates) return nothing;
    return html`<div class="chips">
      <button class="button small" @click=${() => this.startAdding()}>${icon('person-add')}${words.members.add}</button>
      <button class="button small" @click=${() => openInvite(this.conversationId)}>${icon('link')}${words.members.invite}</button>
      <button class="button small" @click=${() => openReports(this.conversationId)}>${icon('alert')}${words.conversation.reports}</button>
    </div>`;
  }

  startAdding() {
    this.adding = Object.assign(new PeoplePicker(), {
      several: true,
      except: new Set(this.members.map(({ membership }) => membership.user_id)),
      changed: () => this.update(),
    });
    this.paint();
    this.adding.querySelector('input')?.focus();
  }

  addForm() {
    return html`<form class="people-box" @submit=${this.onAdd}>
      ${this.adding}
      <div class="chips">
        <button class="button primary small" ?disabled=${this.adding?.chosen.size === 0}>${words.members.addChosen}</button>
        <button type="button" class="button small" @click=${() => this.stopAdding()}>${words.cancel}</button>
      </div>
    </form>`;
  }

  stopAdding() {
    this.adding = null;
    this.update();
  }

  /** @param {SubmitEvent} event */
  onAdd = async (event) => {
    event.preventDefault();
    const people = [...(this.adding?.chosen.values() ?? [])];
    this.stopAdding();
    for (const user of people) await addMember(context.store, this.conversationId, user);
  };

  /** @param {Member} member */
  person({ membership, user, name }) {
    const own = membership.user_id === context.store.userId;
    return html`<li class="person">
      ${personAvatar(user, name, { presence: own ? 'online' : presenceOf(membership.user_id) })}
      <span class="person-text">
        <span class="person-name one-line" dir="auto">${name}${own ? html` <span class="quiet">(${words.you})</span>` : nothing}</span>
        <span class="person-note one-line" dir="auto">${mutedWords(membership) || user?.status_text || `@${user?.username ?? ''}`}</span>
      </span>
      ${membership.role && membership.role !== 'member' ? html`<span class="person-role">${words.members.roles[membership.role]}</span>` : nothing}
      ${
        own
          ? nothing
          : html`<button
              class="icon-button"
              aria-label=${words.members.options(name)}
              aria-haspopup="menu"
              @click=${(/** @type {Event} */ event) => this.openOptions(/** @type {Element} */ (event.currentTarget), membership, name)}
            >
              ${icon('more')}
            </button>`
      }
    </li>`;
  }

  /** @param {Element} anchor @param {Member['membership']} membership @param {string} name */
  openOptions(anchor, membership, name) {
    const { store } = context;
    const { user_id, role } = membership;
    /** @param {Role} to @param {string} label */
    const become = (to, label) =>
      this.role === 'owner' &&
      role !== to && { label, icon: 'key', run: () => changeRole(store, this.conversationId, user_id, to) };
    const mayRemove = this.role === 'owner' || (this.role === 'moderator' && role === 'member');
    const items = [
      { label: words.members.message, icon: 'message', run: () => this.talkTo(user_id) },
      become('owner', words.members.makeOwner),
      become('moderator', words.members.makeModerator),
      become('member', words.members.makeMember),
      ...(mayRemove ? sanctionItems(this.conversationId, membership, name) : []),
      mayRemove && {
        label: words.members.remove,
        icon: 'trash',
        danger: true,
        run: () => this.removePerson(user_id, name),
      },
    ];
    openMenu(
      anchor,
      items.filter((item) => typeof item === 'object'),
      { label: words.members.options(name) },
    );
  }

  /** @param {string} userId */
  async talkTo(userId) {
    const id = await openDirect(context.store, userId);
    this.close();
    openConversation(id);
  }

  /** @param {string} userId @param {string} name */
  async removePerson(userId, name) {
    if (await confirm(words.members.removeAsk(name), words.members.remove))
      await removeMember(context.store, this.conversationId, userId);
  }

  async leave() {
    if (!this.view) return;
    await leave(this.view);
  }

  async deleteGroup() {
    if (!this.view) return;
    const question = words.members.deleteAsk(conversationName(this.view));
    if (!(await confirm(question, words.members.delete, words.members.deleteDetail))) return;
    await deleteConversation(context.store, this.conversationId);
    closeConversation();
  }

  /** @param {'title'|'description'} field @param {Event} event */
  change(field, event) {
    const value = /** @type {HTMLInputElement} */ (event.target).value.trim();
    if (value || field === 'description') updateConversation(context.store, this.conversationId, { [field]: value });
    else this.update();
  }
}
customElements.define('qu-members', Members);

/** @param {string} conversationId */
export const openMembers = (conversationId) => openDialog(Object.assign(new Members(), { conversationId }));
