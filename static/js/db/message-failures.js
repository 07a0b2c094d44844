/** @import { Store, StoredMessage } from '../types.js' */
/** @import { Ref } from './entities.js' */
import { beginningOf } from './beginning.js';
import { ensureConversation } from './conversation-creation.js';
import { refOf, thingOf } from './entities.js';
import { fileIds, handOver } from './file-rows.js';
import { changeMessage, createMessage, unsentText } from './message-ops.js';
import { pendingOf, withdraw } from './outbox.js';
import { atomically } from './store.js';
import { refold } from './write.js';

/** Tries again what failed: sending, editing or deleting. @param {Store} store @param {string} id */
export async function retryMessage(store, id) {
  await atomically(store, async () => {
    const row = await store.db.messages.get(id);
    if (row?.local?.state !== 'failed') return;
    const waiting = await pendingOf(store, thingOf('message', id));
    if (waiting.length > 0) await unpark(store, row, waiting);
    else await repeat(store, row);
  });
  store.wake();
}

/** @param {Store} store @param {StoredMessage} row @param {import('../types.js').OutboxEntry[]} waiting */
async function unpark(store, row, waiting) {
  await ensureConversation(store, row.conversation_id);
  const { error: _error, ...first } = waiting[0];
  await handOver(store, fileIds(row), 'waiting');
  await store.db.outbox.put({ ...first, state: 'waiting', retry_at: 0 });
  await refold(store, messageRef(row));
}

/** @param {Store} store @param {StoredMessage} row */
async function repeat(store, row) {
  const { op, content = '', error } = /** @type {import('../types.js').Local} */ (row.local);
  // Sending an edit again after a conflict says: mine is the one.
  const resolution = error?.code === 'version_conflict' ? 'local' : undefined;
  await store.db.conflicts.where('thing').equals(thingOf('message', row.id)).delete();
  await ensureConversation(store, row.conversation_id);
  if (row.base === null) await createAgain(store, row);
  else if (op === 'delete') await changeMessage(store, row.id, { op, resolution });
  else await changeMessage(store, row.id, { op: 'update', fields: { content }, resolution });
}

/** @param {Store} store @param {StoredMessage} row */
async function createAgain(store, row) {
  await handOver(store, fileIds(row), 'waiting');
  await createMessage(store, row.id, row);
}

/**
 * Gives up what failed. A message that the server never had disappears, and its files are put aside for a while (see
 * `restageFiles`); otherwise the server's copy stands.
 * @param {Store} store @param {string} id
 * @returns {Promise<string>} the text that was not sent
 */
export function discardMessage(store, id) {
  return atomically(store, async () => {
    const row = await store.db.messages.get(id);
    if (row?.local?.state !== 'failed') return '';
    const thing = thingOf('message', id);
    const text = await unsentText(store, row);
    await withdraw(store, thing);
    if (row.base === null) await handOver(store, fileIds(row), 'staged');
    await store.db.conflicts.where('thing').equals(thing).delete();
    const home = await store.db.conversations.get(row.conversation_id);
    if ((row.ordinal ?? Infinity) < beginningOf(home)) await store.db.messages.delete(id);
    else {
      await store.db.messages.put({ ...row, local: null });
      await refold(store, messageRef(row));
    }
    return text;
  });
}

/** @param {StoredMessage} row */
const messageRef = (row) => /** @type {Ref} */ (refOf('message', row.id, row.conversation_id));
