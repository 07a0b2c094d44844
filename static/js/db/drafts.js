/** @import { Draft, Store } from '../types.js' */
import { iso } from '../lib/time.js';
import { withRoom } from './room.js';
import { atomically } from './store.js';

/** @param {Store} store @param {string} conversationId */
export const getDraft = async (store, conversationId) => (await store.db.drafts.get(conversationId)) ?? null;

/**
 * Keeps what is being typed; an empty draft is forgotten.
 * @param {Store} store @param {string} conversationId
 * @param {{content: string, replyTo?: string|null, editing?: string|null}} draft
 */
export async function saveDraft(store, conversationId, { content, replyTo = null, editing = null }) {
  if (!content && !replyTo && !editing) return store.db.drafts.delete(conversationId);
  const updated_at = iso(store.now());
  const row = { conversation_id: conversationId, content, replyTo, editing, updated_at };
  return withRoom(store, () => store.db.drafts.put(row));
}

/** Puts texts that can't be sent any more behind what the draft holds. @param {Store} store @param {string} conversationId @param {string[]} texts */
export async function keepAsDraft(store, conversationId, texts) {
  const lost = texts.filter((text) => text.trim() !== '');
  if (lost.length === 0) return;
  const draft = await getDraft(store, conversationId);
  const content = [...(draft?.content ? [draft.content] : []), ...lost].join('\n\n');
  await saveDraft(store, conversationId, { ...draft, content });
}

/** Forgets a draft that has just been sent. @param {Store} store @param {string} conversationId @param {string} content */
export async function clearSentDraft(store, conversationId, content) {
  const draft = await getDraft(store, conversationId);
  if (draft && !draft.editing && draft.content.trim() === content.trim()) await store.db.drafts.delete(conversationId);
}

/** @param {Store} store @param {string} conversationId */
export const forgetDraft = (store, conversationId) => store.db.drafts.delete(conversationId);

/** Notes of a draft that its conversation is lost; it would be seen nowhere else. Within a transaction. @param {Store} store @param {string} conversationId @param {string} name */
export const loseHome = (store, conversationId, name) =>
  store.db.drafts.update(conversationId, { lost: { name, told: false } });

/** What was written where one can't read any more. @param {Store} store @returns {Promise<Draft[]>} */
export async function lostDrafts(store) {
  const drafts = await store.db.drafts.filter(({ lost, content }) => lost !== undefined && content !== '').toArray();
  const homes = await store.db.conversations.bulkGet(drafts.map((draft) => draft.conversation_id));
  return drafts.filter((_, index) => !homes[index]);
}

/** The same, each only once for all tabs: to tell the person. @param {Store} store */
export function untoldDrafts(store) {
  return atomically(store, async () => {
    const untold = (await lostDrafts(store)).filter(({ lost }) => !lost?.told);
    await store.db.drafts.bulkPut(
      untold.map((draft) => ({ ...draft, lost: { name: draft.lost?.name ?? '', told: true } })),
    );
    return untold;
  });
}
