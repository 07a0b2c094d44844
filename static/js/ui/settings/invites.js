import { html, nothing } from 'lit-html';
import { getConversation } from '../../db/conversations.js';
import { me } from '../../db/users.js';
import { listInvites, revokeInvite } from '../../net/account.js';
import { context } from '../context.js';
import { openInvite } from '../conversation/invite.js';
import { dateWords } from '../dates.js';
import { FromServer, sentence } from '../from-server.js';
import { showToast } from '../toast.js';
import { View } from '../view.js';
import { words } from '../words.js';

/** Links with which others can join. */
class InviteSettings extends View {
  /** @type {(import('../../net/account.js').Invite & {title: string})[]|null} */
  invites = null;
  /** Whether one may invite people without a conversation. */
  administers = false;
  asked = new FromServer(this, async () => {
    const invites = await listInvites();
    this.invites = await Promise.all(
      invites.map(async (invite) => ({ ...invite, title: await titleOf(invite.conversation_id) })),
    );
  });

  start() {
    this.asked.start();
    this.watch(
      'me',
      () => me(context.store),
      (user) => {
        this.administers = user?.is_admin ?? false;
      },
    );
  }

  template() {
    const problem = this.asked.problem();
    if (problem) return html`<p class="field-hint">${problem}</p>`;
    return html`<section>
      <p class="field-hint">${this.administers ? words.settings.inviteHint : words.settings.inviteFromGroups}</p>
      ${this.administers ? html`<button class="button primary" @click=${() => openInvite('', () => this.asked.load())}>${words.settings.makeInvite}</button>` : nothing}
      ${this.invites?.length === 0 ? html`<p class="field-hint">${words.settings.noInvites}</p>` : this.list()}
    </section>`;
  }

  list() {
    return html`<ul class="settings-rows">
      ${this.invites?.map(
        ({ id, title, uses_left, expires_at }) =>
          html`<li class="settings-row">
            <span dir="auto">${title}<small>${words.settings.inviteLeft(uses_left, dateWords(expires_at))}</small></span>
            <button class="button small danger" aria-label="${words.settings.revokeInvite}: ${title}" @click=${() => this.revoke(id)}>${words.settings.revoke}</button>
          </li>`,
      )}
    </ul>`;
  }

  /** @param {string} id */
  async revoke(id) {
    await revokeInvite(id).catch((error) => showToast(sentence(error)));
    this.asked.load();
  }
}
customElements.define('qu-settings-invites', InviteSettings);

/** @param {string|null} conversationId */
async function titleOf(conversationId) {
  const view = conversationId ? await getConversation(context.store, conversationId) : null;
  return view ? words.settings.toConversation(view.name) : words.settings.toInstallation;
}
