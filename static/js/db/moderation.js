/** @import { Store, StoredMembership, StoredMessage } from '../types.js' */
import { uuid7 } from '../lib/uuid.js';
import { describe, membershipsOf } from './memberships.js';
import { enqueue } from './outbox.js';
import { atomically } from './store.js';
import { needsConversation, write } from './write.js';

/** "For good" in a field that holds a time. */
export const FOREVER = '9999-12-31T23:59:59.000Z';

/** Whether a time that was set for something has not come yet. @param {string|null|undefined} until */
export const lasts = (until) => Boolean(until && until > new Date().toISOString());

/** @param {string} until */
export const isForGood = (until) => until >= '9000';

/**
 * Reports somebody's message, with its text as it is shown here: until the report arrives it may be another.
 * @param {Store} store @param {StoredMessage} message @param {{reason: string, comment: string}} why
 */
export async function reportMessage(store, message, { reason, comment }) {
  const { id: message_id, conversation_id: conversationId, content } = message;
  await atomically(store, async () => {
    const refusal = store.refusal();
    if (refusal) throw refusal;
    await enqueue(store, {
      entity: 'report',
      id: uuid7(store.now()),
      op: 'create',
      fields: { message_id, reason, comment, content },
      conversationId,
      needs: needsConversation(conversationId),
    });
  });
  store.wake();
}

/** Lets somebody read and not write until a time; null: they may again. @param {Store} store @param {string} conversationId @param {string} userId @param {string|null} until @param {string} [reason] */
export const silenceMember = (store, conversationId, userId, until, reason = '') =>
  change(store, conversationId, userId, { silenced_until: until, reason });

/** Shuts somebody out, or lets them be added again. @param {Store} store @param {string} conversationId @param {string} userId @param {boolean} banned @param {string} [reason] */
export const banMember = (store, conversationId, userId, banned, reason = '') =>
  change(store, conversationId, userId, { banned, reason });

/** @param {Store} store @param {string} conversationId @param {string} userId @param {Object<string, any>} fields */
async function change(store, conversationId, userId, fields) {
  await atomically(store, () =>
    write(store, {
      entity: 'membership',
      id: userId,
      op: 'update',
      fields: { conversation_id: conversationId, ...fields },
      conversationId,
      needs: needsConversation(conversationId),
    }),
  );
  store.wake();
}

/** Who is shut out of a conversation, by name. @param {Store} store @param {string} conversationId */
export async function listBanned(store, conversationId) {
  const banned = (await membershipsOf(store, conversationId)).filter(({ banned_at }) => banned_at);
  return describe(store, banned);
}

/** What a membership's decided time says now: a mute that is over is none. @param {StoredMembership|undefined} member */
export const isSilenced = (member) => lasts(member?.silenced_until);
