/** @import { Store } from '../types.js' */
/** @import { Change } from './outbox.js' */
/** @import { Ref } from './entities.js' */
import { refOf, thingOf } from './entities.js';
import { currentEra } from './meta.js';
import { enqueue, pendingOf } from './outbox.js';
import { compose, serverCopy } from './rows.js';

/**
 * The one way in which a person's change becomes a row: noted in the outbox and shown at once, both in the caller's
 * transaction.
 * @param {Store} store @param {Change} change
 */
export async function write(store, change) {
  const refusal = store.refusal();
  if (refusal) throw refusal;
  const ref = /** @type {Ref} */ (refOf(change.entity, change.id, change.conversationId));
  const base = serverCopy(await store.db.table(ref.table).get(ref.key));
  await enqueue(store, { baseVersion: base?.version ?? null, ...started(base, change), ...change });
  await refold(store, ref);
}

/** What the fields said that a change is about: both may be shown to the person, should they meet another change. @param {any} base @param {Change} change */
const started = (base, { op, fields = {} }) =>
  base && (op === 'update' || op === 'set')
    ? { before: Object.fromEntries(Object.keys(fields).map((name) => [name, base[name] ?? null])) }
    : {};

/** Shows a row anew: the server's copy and what still waits for it. @param {Store} store @param {Ref} ref */
export async function refold(store, ref) {
  const table = store.db.table(ref.table);
  const held = await table.get(ref.key);
  const base = serverCopy(held);
  const entries = await pendingOf(store, ref.thing);
  if (base === null && entries.length === 0) return table.delete(ref.key);
  const era = held?.era ?? (await currentEra(store));
  return table.put(compose({ base, entries, held, era, userId: store.userId }));
}

/** What must reach the server before anything in a conversation can. @param {string} conversationId */
export const needsConversation = (conversationId) => [thingOf('conversation', conversationId)];
