/** @import { HoleFiller } from './holes.js' */
/** @import { Page } from './page.js' */
/** @import { Row } from './rows.js' */
/** @import { Timeline } from './timeline.js' */
import { html, nothing } from 'lit-html';
import { guard } from 'lit-html/directives/guard.js';
import { repeat } from 'lit-html/directives/repeat.js';
import { beginningOf } from '../../db/beginning.js';
import { dayWords } from '../dates.js';
import { icon } from '../icon.js';
import { deleting } from '../message/deletions.js';
import { messageArticle, reasonsToRender } from '../message/message.js';
import { unsavedMessages } from '../message/unsaved-message.js';
import { words } from '../words.js';
import { messageView } from './message.js';
import { rowsOf } from './rows.js';
import { timelineStart } from './start.js';

/** @param {Timeline} timeline */
export function timelineRows(timeline) {
  const { page, view, focusing, holes, reading } = timeline;
  if (!page || !view) return nothing;
  const gone = deleting.get();
  const messages = page.messages.filter(({ id }) => !gone.has(id));
  focusing.choose(messages);
  const { last_ordinal } = view.conversation;
  const beginning = beginningOf(view.conversation);
  const first = page.previous ?? page.messages[0];
  const nothingHeld = (first?.ordinal ?? null) === null && last_ordinal >= beginning;
  const begins = !page.previous && (last_ordinal < beginning || (first?.ordinal ?? Infinity) <= beginning);
  return html`${begins ? timelineStart(view) : nothing}
    ${nothingHeld ? hole(beginning, last_ordinal, holes.state, true) : nothing}
    ${repeat(rowsOf(messages, reading.firstUnread, page.previous, beginning), ({ key }) => key, rowTemplates(timeline, page))}
    ${unsavedMessages(timeline)}`;
}

/** How each row looks; a message is rendered again only when what it shows has changed. @param {Timeline} timeline @param {Page} page @returns {(row: Row) => unknown} */
function rowTemplates({ members, focusing, tools, holes }, page) {
  const memberships = [...members.values()].map(({ membership }) => membership);
  const company = { page, members, focusedId: focusing.id, isOwn: tools.isOwn };
  return (row) => {
    if (row.type === 'hole') return hole(row.from, row.to, holes.state);
    if (row.type !== 'message') return divider(row);
    const view = messageView(row, company, memberships);
    return guard(reasonsToRender(view), () => messageArticle(view, tools.actions));
  };
}

/** @param {import('./rows.js').DayRow|import('./rows.js').UnreadRow} row */
function divider(row) {
  const text = row.type === 'day' ? dayWords(row.at) : words.timeline.unread;
  return html`<div class="${row.type}-divider" role="separator"><span>${text}</span></div>`;
}

/** What stands for messages that are not held. @param {number} from @param {number} to @param {HoleFiller['state']} state @param {boolean} [whole] none at all is held */
function hole(from, to, state, whole = false) {
  const offline = from === 1 && !whole ? words.timeline.olderOffline : words.timeline.hole(to - from + 1);
  const text = { idle: nothing, loading: words.timeline.loading, offline };
  return html`<div class=${whole ? 'timeline-nothing' : 'timeline-hole'} data-from=${from} data-to=${to}>${text[state]}</div>`;
}

/** The ways to the end, and to what is unread far above. @param {Timeline} timeline */
export const jumpButtons = (timeline) => html`${unreadButton(timeline)} ${latestButton(timeline)}`;

/** @param {Timeline} timeline */
function unreadButton(timeline) {
  const { unreadAbove } = timeline.reading;
  if (unreadAbove === 0) return nothing;
  return html`<button class="jump-button to-unread" @click=${() => timeline.toFirstUnread()}>
    ${icon('down')} ${words.timeline.firstUnread(unreadAbove)}
  </button>`;
}

/** @param {Timeline} timeline */
function latestButton(timeline) {
  if (!timeline.keeper || timeline.atEnd) return nothing;
  const { arrived } = timeline.reading;
  const label = arrived ? words.timeline.newMessages(arrived) : words.timeline.latest;
  return html`<button class="jump-button to-latest" ?data-new=${arrived > 0} aria-label=${label} @click=${() => timeline.toLatest()}>
    ${arrived ? label : nothing} ${icon('down')}
  </button>`;
}
