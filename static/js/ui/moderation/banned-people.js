/** @import { Member } from '../timeline/message.js' */
import { html, nothing } from 'lit-html';
import { banMember, listBanned } from '../../db/moderation.js';
import { context } from '../context.js';
import { personAvatar } from '../people/avatar.js';
import { View } from '../view.js';
import { sanctions } from '../words/moderation.js';

/** Who is shut out of a group; a moderator can let them be added again. */
export class BannedPeople extends View {
  conversationId = '';
  /** @type {Member[]} */
  banned = [];

  start() {
    this.watch(
      'banned',
      () => listBanned(context.store, this.conversationId),
      (banned) => {
        this.banned = banned;
      },
    );
  }

  template() {
    if (this.banned.length === 0) return nothing;
    return html`<h3>${sanctions.banned}</h3>
      <ul class="people">
        ${this.banned.map(
          ({ membership, user, name }) => html`<li class="person">
            ${personAvatar(user, name)}
            <span class="person-text">
              <span class="person-name one-line" dir="auto">${name}</span>
              <span class="person-note" dir="auto">${membership.sanction_reason || `@${user?.username ?? ''}`}</span>
            </span>
            <button class="button small" aria-label=${sanctions.liftOf(name)} @click=${() => banMember(context.store, this.conversationId, membership.user_id, false)}>${sanctions.lift}</button>
          </li>`,
        )}
      </ul>`;
  }
}
customElements.define('qu-banned-people', BannedPeople);
