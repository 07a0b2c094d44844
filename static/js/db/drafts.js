/** @import { Store } from '../types.js' */
import { iso } from '../lib/time.js';

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
  return store.db.drafts.put({ conversation_id: conversationId, content, replyTo, editing, updated_at });
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
