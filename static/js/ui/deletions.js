import { deleteMessage, getMessage } from '../db/messages.js';
import { databaseName } from '../db/schema.js';
import { observable } from '../lib/observable.js';
import { context } from './context.js';
import { showToast } from './toast.js';
import { words } from './words.js';

/** Deleting can't be taken back once the server knows, so it waits while it can still be undone. */
const SECONDS = 6;

/** Ids of messages that are about to be deleted; views leave them out. */
export const deleting = observable(/** @type {Set<string>} */ (new Set()));

/** @param {string} id */
export function deleteWithUndo(id) {
  deleting.set(new Set(deleting.get()).add(id));
  showToast(words.deleted.one, {
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
  await deleteMessage(context.store, id);
  forget(id);
}

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
  }
  localStorage.removeItem(keyOf());
}
