/** @import { Store, UnsavedMessage } from '../types.js' */
import { liveQuery } from 'dexie';
import { observable } from '../lib/observable.js';

/**
 * Messages of others that the server could tell but not keep: shown with a mark, in memory only, until they are stored
 * and come with their log. They move no cursor, and nothing may be built on them.
 */

/** More than anybody reads while a disk is full. */
const KEPT = 300;

/** By id, in the order in which they were told. @type {ReturnType<typeof observable<Map<string, UnsavedMessage>>>} */
const unsaved = observable(new Map());

/** `fn` gets them at once, and whenever they change. */
export const subscribeUnsaved = unsaved.subscribe;

/** @param {string} conversationId @returns {UnsavedMessage[]} */
export const unsavedIn = (conversationId) =>
  [...unsaved.get().values()].filter(({ conversation_id }) => conversation_id === conversationId);

/** The newest of each conversation. @returns {Map<string, UnsavedMessage>} */
export const newestUnsaved = () =>
  new Map([...unsaved.get().values()].map((message) => [message.conversation_id, message]));

/** Each attempt of its sender tells it again. @param {{message: UnsavedMessage}} told */
export function heardUnsaved({ message }) {
  const held = unsaved.get();
  // The first time it was told is when it was written, as far as this device knows.
  const next = new Map(held).set(message.id, held.get(message.id) ?? message);
  for (const id of next.keys()) if (next.size > KEPT) next.delete(id);
  unsaved.set(next);
}

/** Its sender took it back before it was kept. @param {{id: string, sender_id: string}} told */
export function heardWithdrawn({ id, sender_id }) {
  if (unsaved.get().get(id)?.sender_id === sender_id) letGo([id]);
}

/**
 * Lets go of each as soon as this device holds it as it was stored. (Also of one's own, which are held from the start.)
 * @param {Store} store
 */
export function followUnsaved(store) {
  let end = () => {};
  const stop = unsaved.subscribe((told) => {
    end();
    end = () => {};
    if (told.size === 0) return;
    const ids = [...told.keys()];
    const query = liveQuery(() => store.db.messages.bulkGet(ids));
    const subscription = query.subscribe({
      next: (rows) => letGo(rows.flatMap((row) => row?.id ?? [])),
      error: () => {},
    });
    end = () => subscription.unsubscribe();
  });
  return () => {
    stop();
    end();
  };
}

/** @param {string[]} ids */
function letGo(ids) {
  if (ids.length === 0) return;
  const next = new Map(unsaved.get());
  for (const id of ids) next.delete(id);
  unsaved.set(next);
}
