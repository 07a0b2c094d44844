/** @import { Member } from '../timeline/message.js' */
import { banMember, isForGood, isSilenced, lasts, silenceMember } from '../../db/moderation.js';
import { context } from '../context.js';
import { untilWords } from '../dates.js';
import { sanctions } from '../words/moderation.js';
import { askDecision } from './ask-decision.js';

/** What a moderator can do to a member, for a menu. @param {string} conversationId @param {Member['membership']} membership @param {string} name */
export function sanctionItems(conversationId, membership, name) {
  const { user_id } = membership;
  return [
    isSilenced(/** @type {any} */ (membership))
      ? {
          label: sanctions.unmute,
          icon: 'message',
          run: () => silenceMember(context.store, conversationId, user_id, null),
        }
      : { label: sanctions.mute, icon: 'bell-off', run: () => mute(conversationId, user_id, name) },
    { label: sanctions.ban, icon: 'stop', danger: true, run: () => ban(conversationId, user_id, name) },
  ];
}

/** @param {string} conversationId @param {string} userId @param {string} name */
async function mute(conversationId, userId, name) {
  const { muteAsk, muteDetail: detail, muteDo: label } = sanctions;
  const decision = await askDecision({ question: muteAsk(name), detail, label, timed: true });
  if (decision) await silenceMember(context.store, conversationId, userId, decision.until, decision.reason);
}

/** @param {string} conversationId @param {string} userId @param {string} name */
async function ban(conversationId, userId, name) {
  const { banAsk, banDetail: detail, banDo: label } = sanctions;
  const decision = await askDecision({ question: banAsk(name), detail, label });
  if (decision) await banMember(context.store, conversationId, userId, true, decision.reason);
}

/** "Muted until 16:00", or nothing. @param {Member['membership']} membership */
export function mutedWords({ silenced_until }) {
  if (!silenced_until || !lasts(silenced_until)) return '';
  return sanctions.muted(isForGood(silenced_until) ? null : untilWords(silenced_until));
}
