/** @import { StoredMessage } from '../types.js' */
import { words } from './words.js';

/** What happened to a conversation, in words. @param {StoredMessage} message @param {(userId: string) => string} nameOf */
export function systemWords({ content, meta, sender_id }, nameOf) {
  const event = words.system.events[meta?.event ?? ''];
  return event ? event(nameOf(sender_id), meta, nameOf(meta?.user_id ?? '')) : `${nameOf(sender_id)} ${content}`;
}
