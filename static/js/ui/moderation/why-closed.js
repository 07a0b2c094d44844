/** @import { Conversation, Membership } from '../../types.js' */
import { isForGood, lasts } from '../../db/moderation.js';
import { untilWords } from '../dates.js';
import { words } from '../words.js';

/** setTimeout takes no more milliseconds. */
const LONGEST = 2 ** 31 - 1;

/** Why one may read here and not write, and until when; null: one may. @param {Conversation} conversation @param {Membership|undefined} own */
export function whyClosed({ posting, silenced_until }, own) {
  if (lasts(own?.silenced_until)) return words.conversation.muted(end(own?.silenced_until), own?.sanction_reason ?? '');
  if (own?.role === 'owner' || own?.role === 'moderator') return null;
  if (posting === 'moderators') return words.conversation.onlyModerators;
  return lasts(silenced_until) && own ? words.conversation.silenced(end(silenced_until)) : null;
}

/** @param {string|null|undefined} until */
const end = (until) => (until && !isForGood(until) ? untilWords(until) : null);

/** Milliseconds until that may be otherwise; null: only when somebody says so. @param {Conversation|undefined} conversation @param {Membership|undefined} own */
export function timeUntilOpen(conversation, own) {
  const ends = [own?.silenced_until, conversation?.silenced_until].flatMap((until) =>
    until && lasts(until) ? [Date.parse(until) - Date.now()] : [],
  );
  const wait = Math.min(...ends);
  return wait < LONGEST ? wait + 50 : null;
}
