/** @import { StoredMessage } from '../types.js' */
import { dayKey } from './dates.js';

/** Messages of one author so close together are one group. */
const TOGETHER = 5 * 60_000;

/**
 * @typedef {{type: 'day', key: string, at: string}} DayRow
 * @typedef {{type: 'unread', key: string}} UnreadRow
 * @typedef {{type: 'message', key: string, message: StoredMessage, first: boolean, last: boolean}} MessageRow
 *   `first` and `last` of a group
 * @typedef {DayRow|UnreadRow|MessageRow} Row
 */

/**
 * What the timeline shows for messages: a divider for each day, one where the unread begin, and the messages, grouped.
 * @param {StoredMessage[]} messages in order @param {number|null} firstUnread ordinal of the first unread one
 * @returns {Row[]}
 */
export function rowsOf(messages, firstUnread) {
  /** @type {Row[]} */
  const rows = [];
  let before = /** @type {MessageRow|null} */ (null);
  for (const message of messages) {
    /** @type {boolean} */
    const newDay = !before || dayKey(before.message.created_at) !== dayKey(message.created_at);
    const unread = firstUnread !== null && message.ordinal === firstUnread;
    if (newDay) rows.push({ type: 'day', key: `day:${dayKey(message.created_at)}`, at: message.created_at });
    if (unread) rows.push({ type: 'unread', key: 'unread' });
    /** @type {boolean} */
    const first = newDay || unread || !belongTogether(/** @type {MessageRow} */ (before).message, message);
    if (before) before.last = first;
    before = { type: 'message', key: message.id, message, first, last: true };
    rows.push(before);
  }
  return rows;
}

/** @param {StoredMessage} one @param {StoredMessage} next */
function belongTogether(one, next) {
  return (
    one.sender_id === next.sender_id &&
    one.role === next.role &&
    next.role !== 'system' &&
    !next.reply_to &&
    Date.parse(next.created_at) - Date.parse(one.created_at) < TOGETHER
  );
}
