/** @import { StoredMessage } from '../../types.js' */
import { dayKey } from '../dates.js';

/** Messages of one author so close together are one group. */
const TOGETHER = 5 * 60_000;

/**
 * @typedef {{type: 'day', key: string, at: string}} DayRow
 * @typedef {{type: 'unread', key: string}} UnreadRow
 * @typedef {{type: 'hole', key: string, from: number, to: number}} HoleRow ordinals that are not held
 * @typedef {{type: 'message', key: string, message: StoredMessage, first: boolean, last: boolean}} MessageRow
 *   `first` and `last` of a group
 * @typedef {DayRow|UnreadRow|HoleRow|MessageRow} Row
 */

/**
 * What the timeline shows for messages: a divider for each day, one where the unread begin, a hole where some are not
 * held, and the messages, grouped.
 * @param {StoredMessage[]} messages in order @param {number|null} firstUnread ordinal of the first unread one
 * @param {StoredMessage} [previous] what is held before them, and not shown
 * @param {number} [beginning] ordinal of the first message that there is at all
 * @returns {Row[]}
 */
export function rowsOf(messages, firstUnread, previous, beginning = 1) {
  /** @type {Row[]} */
  const rows = [];
  let before = previous ? messageRow(previous) : null;
  for (const message of messages) {
    const hole = holeBetween(before?.message, message, beginning);
    if (hole) rows.push(hole);
    /** @type {boolean} */
    const newDay = !before || dayKey(before.message.created_at) !== dayKey(message.created_at);
    const unread = firstUnread !== null && message.ordinal === firstUnread;
    if (newDay) rows.push({ type: 'day', key: `day:${dayKey(message.created_at)}`, at: message.created_at });
    if (unread) rows.push({ type: 'unread', key: 'unread' });
    /** @type {boolean} */
    const first =
      newDay || unread || hole !== null || !belongTogether(/** @type {MessageRow} */ (before).message, message);
    if (before) before.last = first;
    before = { ...messageRow(message), first };
    rows.push(before);
  }
  return rows;
}

/** @param {StoredMessage} message @returns {MessageRow} */
const messageRow = (message) => ({ type: 'message', key: message.id, message, first: true, last: true });

/** What is not held between two messages. @param {StoredMessage|undefined} one @param {StoredMessage} next @param {number} beginning @returns {HoleRow|null} */
function holeBetween(one, { ordinal }, beginning) {
  const from = Math.max((one?.ordinal ?? 0) + 1, beginning);
  // Messages of this device that have no ordinal yet stand at the end.
  if (ordinal === null || (one && one.ordinal === null) || ordinal <= from) return null;
  return { type: 'hole', key: `hole:${ordinal}`, from, to: ordinal - 1 };
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
