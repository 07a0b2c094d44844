import { deleteMessage } from '../../db/messages.js';
import { context } from '../context.js';
import { removal } from '../words/moderation.js';
import { askDecision } from './ask-decision.js';

/** Takes somebody else's message away, as a moderator. @param {string} id */
export async function removeAsModerator(id) {
  const { question, detail, remove: label } = removal;
  const decision = await askDecision({ question, detail, label });
  if (decision) await deleteMessage(context.store, id, decision.reason);
}
