/** @import { Conversation, Store } from '../types.js' */
import { thingOf } from './entities.js';
import { eraseConversation } from './erase.js';
import { pendingOf } from './outbox.js';
import { hideUpTo } from './settings.js';
import { atomically } from './store.js';
import { write } from './write.js';

/**
 * @param {Store} store @param {string} id
 * @param {Partial<Pick<Conversation, 'title'|'description'|'posting'|'silenced_until'|'retention_days'>>} fields
 */
export async function updateConversation(store, id, fields) {
  const given = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
  await atomically(store, () =>
    write(store, { entity: 'conversation', id, op: 'update', fields: given, conversationId: id }),
  );
  store.wake();
}

/**
 * A group disappears for everyone, a direct conversation only from one's own list, until its next message.
 * @param {Store} store @param {string} id
 */
export async function deleteConversation(store, id) {
  await atomically(store, async () => {
    const row = await store.db.conversations.get(id);
    if (!row) return;
    if (row.base === null && !(await wasEverSent(store, id))) return eraseConversation(store, id);
    if (row.kind === 'direct') await hideUpTo(store, id, row.last_ordinal);
    return write(store, { entity: 'conversation', id, op: 'delete', conversationId: id });
  });
  store.wake();
}

/** @param {Store} store @param {string} id */
async function wasEverSent(store, id) {
  const waiting = await pendingOf(store, thingOf('conversation', id));
  return waiting.some((entry) => entry.sent && entry.state !== 'parked');
}
