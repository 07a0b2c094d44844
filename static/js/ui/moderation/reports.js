/** @import { Report } from '../../types.js' */
/** @import { Asked } from './ask-decision.js' */
import { html, nothing } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import { getMessage } from '../../db/messages.js';
import { getUsers } from '../../db/users.js';
import { request } from '../../net/http.js';
import { status } from '../../sync/status.js';
import { context } from '../context.js';
import { fullTime, momentWords } from '../dates.js';
import { DialogView, openDialog } from '../dialog.js';
import { FromServer, sentence } from '../from-server.js';
import { conversationHref } from '../router.js';
import { showToast } from '../toast.js';
import { removal, report as reportWords, sanctions, reports as text } from '../words/moderation.js';
import { words } from '../words.js';
import { askDecision } from './ask-decision.js';

/** What members of a group have reported, and what a moderator does about it. */
class Reports extends DialogView {
  kind = 'full';
  conversationId = '';
  /** @type {Report[]|null} */
  reports = null;
  asked = new FromServer(this, async () => {
    const { reports } = await request('GET', `/conversations/${this.conversationId}/reports?limit=100`);
    await this.describe(reports);
    this.reports = reports;
  });
  /** @type {Map<string, import('../../types.js').StoredUser>} */
  people = new Map();
  /** Ordinals of the messages that are held here, by id. @type {Map<string, number>} */
  held = new Map();

  start() {
    this.asked.start();
  }

  /** @param {Report[]} reports */
  async describe(reports) {
    const { store } = context;
    this.people = await getUsers(
      store,
      reports.flatMap(({ author_id, reporter_id }) => [author_id, reporter_id]),
    );
    const messages = await Promise.all(reports.map(({ message_id }) => getMessage(store, message_id)));
    this.held = new Map(
      messages.flatMap((row) => (row && !row.deleted_at && row.ordinal !== null ? [[row.id, row.ordinal]] : [])),
    );
  }

  heading() {
    return text.title;
  }

  body() {
    return html`<div class="dialog-body">
      <p class="quiet reports-problem" role="status">${this.problem() || nothing}</p>
      ${this.reports ? this.list(this.reports) : nothing}
    </div>`;
  }

  /** Why there is no list, or what can't be done with the one that is shown. */
  problem() {
    if (!this.reports) return this.asked.problem(text.offline);
    return status.get().online ? this.asked.problem(text.asTheyWere) : text.asTheyWere;
  }

  /** @param {Report[]} reports */
  list(reports) {
    if (reports.length === 0) return html`<p class="quiet">${text.none}</p>`;
    return html`<ul class="reports">
      ${repeat(
        reports,
        ({ id }) => id,
        (report) => this.row(report),
      )}
    </ul>`;
  }

  /** @param {Report} report */
  row(report) {
    const ordinal = this.held.get(report.message_id);
    return html`<li class="report">
      <p class="report-head">
        <strong dir="auto">${this.nameOf(report.author_id)}</strong>
        <time datetime=${report.sent_at} title=${fullTime(report.sent_at)}>${momentWords(report.sent_at)}</time>
      </p>
      <blockquote class="reported-text" dir="auto">${report.content || report.file_names.join(', ')}</blockquote>
      ${report.content && report.file_names.length > 0 ? html`<p class="field-hint">${text.files(report.file_names.length)}: <bdi>${report.file_names.join(', ')}</bdi></p>` : nothing}
      ${report.verified ? nothing : html`<p class="field-hint">${text.unverified}</p>`}
      <p class="report-why">
        <strong>${reportWords.reasons[report.reason]}</strong> · <span dir="auto">${text.by(this.nameOf(report.reporter_id))}</span>
        ${report.comment ? html`<br /><span dir="auto">${report.comment}</span>` : nothing}
      </p>
      <div class="chips">
        ${ordinal === undefined ? nothing : html`<a class="button small" href=${conversationHref(report.conversation_id, ordinal)} @click=${() => this.close()}>${text.show}</a>`}
        <button class="button small" @click=${() => this.decide(report, 'dismissed')}>${text.dismiss}</button>
        ${DECISIONS.map(([resolution, label, asked]) => html`<button class="button small ${resolution === 'warned' ? '' : 'danger'}" @click=${() => this.ask(report, resolution, asked(this.nameOf(report.author_id)))}>${label}</button>`)}
      </div>
    </li>`;
  }

  /** @param {string} id */
  nameOf(id) {
    return this.people.get(id)?.display_name ?? words.unknownPerson;
  }

  /** @param {Report} report @param {string} resolution @param {Asked} asked */
  async ask(report, resolution, asked) {
    const decision = await askDecision(asked);
    if (decision) await this.decide(report, resolution, decision);
  }

  /** @param {Report} report @param {string} resolution @param {{until?: string, reason?: string}} [how] */
  async decide(report, resolution, how = {}) {
    try {
      await request('PATCH', `/reports/${report.id}`, { resolution, ...how });
      showToast(text.done);
    } catch (error) {
      showToast(sentence(error, text.notDecided));
    }
    await this.asked.load();
  }
}
customElements.define('qu-reports', Reports);

/** @type {[string, string, (name: string) => Asked][]} */
const DECISIONS = [
  [
    'warned',
    text.warn,
    () => ({ question: text.warnAsk, detail: text.warnDetail, label: text.warnDo, demanding: true }),
  ],
  ['removed', `${removal.remove}…`, () => ({ ...removal, label: removal.remove })],
  [
    'muted',
    sanctions.mute,
    (name) => ({
      question: sanctions.muteAsk(name),
      detail: sanctions.muteDetail,
      label: sanctions.muteDo,
      timed: true,
    }),
  ],
  [
    'banned',
    sanctions.ban,
    (name) => ({ question: sanctions.banAsk(name), detail: sanctions.banDetail, label: sanctions.banDo }),
  ],
];

/** @param {string} conversationId */
export const openReports = (conversationId) => openDialog(Object.assign(new Reports(), { conversationId }));
