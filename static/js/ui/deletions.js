import { deleteMessage } from '../db/messages.js';
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

// Whoever leaves the page meant it.
globalThis.addEventListener?.('pagehide', () => {
  for (const id of deleting.get()) carryOut(id);
});
