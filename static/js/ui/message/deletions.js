import { deleteMessage, getMessage } from '../../db/messages.js';
import { databaseName } from '../../db/schema.js';
import { observable } from '../../lib/observable.js';
import { context } from '../context.js';
import { showToast } from '../toast.js';
import { words } from '../words.js';

/** Deleting can't be taken back once the server knows, so it waits while it can still be undone. */
const SECONDS = 6;

/** Ids of messages and contexts that are about to be deleted; views leave them out. */
export const deleting = observable(/** @type {Set<string>} */ (new Set()));

/** What is of another kind than messages. @type {Set<string>} */
const contexts = new Set();

/** @param {string} id */
export const deleteWithUndo = (id) => putOff(id, words.deleted.one);

/** @param {string} id */
export function deleteContextWithUndo(id) {
  contexts.add(id);
  putOff(id, words.deleted.context);
}

/** @param {string} id @param {string} said */
function putOff(id, said) {
  deleting.set(new Set(deleting.get()).add(id));
  showToast(said, {
    seconds: SECONDS,
    action: { label: words.undo, run: () => forget(id) },
    onGone: () => carryOut(id),
  });
}

/** @param {string} id */
function forget(id) {
  const rest = new Set(deleting.get());
  rest.delete(id);
  deleting.set(rest);
}

/** @param {string} id */
async function carryOut(id) {
  if (!deleting.get().has(id)) return;
  if (contexts.has(id)) await deleteContext(id);
  else await deleteMessage(context.store, id);
  forget(id);
}

/** Not needed by the first screen. @param {string} id */
const deleteContext = async (id) => (await import('../../db/contexts.js')).deleteContext(context.store, id);

/** Erased with the database when somebody signs out. */
const keyOf = () => `quchat.deleting:${databaseName(context.store)}`;

// Whoever leaves the page meant it. What is written into the database now may come too late, so the next page looks again.
globalThis.addEventListener?.('pagehide', () => {
  if (deleting.get().size > 0) localStorage.setItem(keyOf(), JSON.stringify([...deleting.get()]));
  for (const id of deleting.get()) carryOut(id);
});

/** Deletes what the last page was about to. */
export async function finishDeletions() {
  for (const id of JSON.parse(localStorage.getItem(keyOf()) ?? '[]')) {
    const message = await getMessage(context.store, id);
    if (message && !message.deleted_at) await deleteMessage(context.store, id);
    if (!message && (await context.store.db.contexts.get(id))) await deleteContext(id);
  }
  localStorage.removeItem(keyOf());
}
