/** @import { Notice } from '../../types.js' */
import { html, nothing } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import { listMembers } from '../../db/memberships.js';
import { listNotices, putAway } from '../../db/notices.js';
import { context } from '../context.js';
import { icon } from '../icon.js';
import { openReports } from '../lazy.js';
import { plain } from '../message/plain.js';
import { View } from '../view.js';
import { notices as words } from '../words/moderation.js';

const PREVIEW = 160;

/** What one is told by moderators, above the conversations, until one has put it away. */
class Notices extends View {
  /** @type {Notice[]} */
  notices = [];

  start() {
    this.watch(
      'notices',
      () => listNotices(context.store),
      (notices) => {
        this.notices = notices;
      },
    );
  }

  template() {
    if (this.notices.length === 0) return nothing;
    return html`<section class="notices" aria-label=${words.title}>
      <ul>
        ${repeat(
          this.notices,
          ({ id }) => id,
          (notice) => this.row(notice),
        )}
      </ul>
    </section>`;
  }

  /** @param {Notice} notice */
  row(notice) {
    const { kind, title, content, reason } = notice;
    const quoted = kind === 'report_resolved' ? '' : content;
    return html`<li class="notice-card" data-kind=${kind}>
      ${icon(kind === 'reported' || kind === 'report_resolved' ? 'alert' : 'megaphone')}
      <div>
        <p dir="auto">${words.said[kind]?.(title, content)}</p>
        ${quoted ? html`<blockquote class="reported-text" dir="auto">${plain(quoted, PREVIEW)}</blockquote>` : nothing}
        ${reason ? html`<p dir="auto">${kind === 'warned' ? reason : words.reason(reason)}</p>` : nothing}
        <div class="chips">
          ${kind === 'reported' ? html`<button class="button small" @click=${() => review(notice)}>${words.review}</button>` : nothing}
          <button class="button small" @click=${() => putAway(context.store, notice.id)}>${words.putAway}</button>
        </div>
      </div>
    </li>`;
  }
}
customElements.define('qu-notices', Notices);

/** Where it is decided: with the group's moderators, or with the administrators. @param {Notice} notice */
async function review({ id, conversation_id }) {
  const { store } = context;
  const members = conversation_id ? await listMembers(store, conversation_id) : [];
  const own = members.find(({ membership }) => membership.user_id === store.userId);
  await putAway(store, id);
  const moderates = own?.membership.role === 'owner' || own?.membership.role === 'moderator';
  if (conversation_id && moderates) openReports(conversation_id);
  else location.assign('/admin/reports');
}
