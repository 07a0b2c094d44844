/** @import { StoredMessage } from '../../types.js' */
import { announce } from '../announce.js';
import { clockTime } from '../dates.js';
import { messageLine } from '../files/attachment-words.js';
import { systemWords } from '../message/system-message.js';
import { words } from '../words.js';

/** When more messages than this come at once, their number is said instead of their words. */
export const SPOKEN = 3;

/**
 * Says new messages to screen readers: author, text, time. The timeline itself is not live, or it would also read out
 * history that is put in front, edits and reactions.
 * @param {number} count how many came @param {StoredMessage[]} messages the newest of them
 * @param {(userId: string) => string} nameOf
 */
export function announceArrivals(count, messages, nameOf) {
  if (count > SPOKEN) return announce(words.timeline.newMessages(count));
  for (const message of messages) announce(spoken(message, nameOf));
}

/** @param {StoredMessage} message @param {(userId: string) => string} nameOf */
function spoken(message, nameOf) {
  if (message.role === 'system') return systemWords(message, nameOf);
  return `${nameOf(message.sender_id)}: ${messageLine(message, 500)}, ${clockTime(message.created_at)}`;
}
