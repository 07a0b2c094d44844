/** @import { HoleFiller } from './timeline-holes.js' */
/** @import { Page } from './timeline-page.js' */
/** @import { Row } from './timeline-rows.js' */
/** @import { Timeline } from './timeline.js' */
import { html, nothing } from 'lit-html';
import { guard } from 'lit-html/directives/guard.js';
import { dayWords } from './dates.js';
import { icon } from './icon.js';
import { messageArticle, reasonsToRender } from './message.js';
import { messageView } from './timeline-message.js';
import { words } from './words.js';

/** How each row looks; a message is rendered again only when what it shows has changed. @param {Timeline} timeline @param {Page} page @returns {(row: Row) => unknown} */
export function rowTemplates({ members, focusing, tools, holes }, page) {
  const memberships = [...members.values()].map(({ membership }) => membership);
  const company = { page, members, focusedId: focusing.id, isOwn: tools.isOwn };
  return (row) => {
    if (row.type === 'hole') return hole(row.from, row.to, holes.state);
    if (row.type !== 'message') return divider(row);
    const view = messageView(row, company, memberships);
    return guard(reasonsToRender(view), () => messageArticle(view, tools.actions));
  };
}

/** @param {import('./timeline-rows.js').DayRow|import('./timeline-rows.js').UnreadRow} row */
function divider(row) {
  const text = row.type === 'day' ? dayWords(row.at) : words.timeline.unread;
  return html`<div class="${row.type}-divider" role="separator"><span>${text}</span></div>`;
}

/** What stands for messages that are not held. @param {number} from @param {number} to @param {HoleFiller['state']} state @param {boolean} [whole] */
function hole(from, to, state, whole = false) {
  const offline = from === 1 && !whole ? words.timeline.olderOffline : words.timeline.hole(to - from + 1);
  const text = { idle: nothing, loading: words.timeline.loading, offline };
  return html`<div class=${whole ? 'timeline-nothing' : 'timeline-hole'} data-from=${from} data-to=${to}>${text[state]}</div>`;
}

/** Where nothing at all is held. @param {number} last ordinal @param {HoleFiller['state']} state */
export const wholeHole = (last, state) => hole(1, last, state, true);

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
