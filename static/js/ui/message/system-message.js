/** @import { StoredMessage } from '../../types.js' */
import { words } from '../words.js';

/** What happened to a conversation, in words. @param {StoredMessage} message @param {(userId: string) => string} nameOf */
export function systemWords({ content, meta, sender_id }, nameOf) {
  // What a program was told to be, in a conversation that was taken over: it speaks for itself.
  if (meta?.event === 'instructions') return content;
  const event = words.system.events[meta?.event ?? ''];
  const who = meta?.by === 'administrator' ? words.system.administrator : nameOf(sender_id);
  return event ? event(who, meta, nameOf(meta?.user_id ?? '')) : `${who} ${content}`;
}
