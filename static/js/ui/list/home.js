import { html, nothing } from 'lit-html';
import { modifier } from '../keys.js';
import { openContacts, openInvite, openNewConversation } from '../lazy.js';
import { mark } from '../mark.js';
import { words } from '../words.js';

/** What stands where no conversation is open. @param {import('../../types.js').StoredUser|undefined} me @param {boolean} empty whether there are no conversations yet */
export function home(me, empty) {
  return html`<div class="empty">
    ${mark()}
    <h1>${empty ? words.home.welcome(me?.display_name ?? '') : words.home.pick}</h1>
    <p>${empty ? (me?.is_admin ? words.home.administrator : words.home.firstSteps) : words.home.pickHint}</p>
    <div class="empty-actions">
      <button class="button primary" @click=${openNewConversation}>${words.sidebar.create}</button>
      ${empty ? html`<button class="button" @click=${openContacts}>${words.sidebar.contacts}</button>` : nothing}
      ${empty && me?.is_admin ? html`<button class="button" @click=${() => openInvite()}>${words.home.invite}</button><a class="button" href="/admin">${words.sidebar.administration}</a>` : nothing}
    </div>
    ${
      empty
        ? nothing
        : html`<p class="hint-keys">
            <span><kbd>${modifier} K</kbd> ${words.home.goAnywhere}</span>
            <span><kbd>?</kbd> ${words.home.shortcuts}</span>
          </p>`
    }
  </div>`;
}
