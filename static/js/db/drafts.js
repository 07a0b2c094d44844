/** @import { Draft, Store } from '../types.js' */
import { iso } from '../lib/time.js';
import { withRoom } from './room.js';
import { atomically } from './store.js';

/** @param {Store} store @param {string} conversationId */
export const getDraft = async (store, conversationId) => (await store.db.drafts.get(conversationId)) ?? null;

/** What a draft takes along beside its text: ids of files and contexts. @typedef {'file_ids'|'context_ids'} Attached */

/** @type {Attached[]} */
const ATTACHED = ['file_ids', 'context_ids'];

/**
 * Keeps what is being typed; an empty draft is forgotten. What is attached to it stays.
 * @param {Store} store @param {string} conversationId
 * @param {{content: string, replyTo?: string|null, editing?: string|null}} draft
 */
export const saveDraft = (store, conversationId, { content, replyTo = null, editing = null }) =>
  changeDraft(store, conversationId, (draft) => ({ ...attachedTo(draft), content, replyTo, editing }));

/** Adds to what goes with a draft; within any transaction that there is. @param {Store} store @param {string} conversationId @param {Attached} kind @param {string[]} ids */
export const attachToDraft = (store, conversationId, kind, ids) =>
  changeDraft(store, conversationId, (draft) => ({ ...draft, [kind]: [...new Set([...(draft[kind] ?? []), ...ids])] }));

/** @param {Store} store @param {string} conversationId @param {Attached} kind @param {string[]} ids */
export const detachFromDraft = (store, conversationId, kind, ids) =>
  changeDraft(store, conversationId, (draft) => ({
    ...draft,
    [kind]: (draft[kind] ?? []).filter((id) => !ids.includes(id)),
  }));

/** @typedef {Omit<Draft, 'conversation_id'|'updated_at'>} Drafted @type {Drafted} */
const BLANK = { content: '', replyTo: null, editing: null };

/**
 * Two may write at once: the text while a file is being taken in.
 * @param {Store} store @param {string} conversationId @param {(draft: Drafted) => Drafted} change
 */
const changeDraft = (store, conversationId, change) =>
  withRoom(store, () =>
    store.db.transaction('rw', store.db.drafts, async () => {
      const draft = change((await getDraft(store, conversationId)) ?? BLANK);
      if (isEmpty(draft)) return void (await store.db.drafts.delete(conversationId));
      const updated_at = iso(store.now());
      await store.db.drafts.put({ ...draft, conversation_id: conversationId, updated_at });
    }),
  );

/** @param {Drafted} draft */
const isEmpty = (draft) =>
  !draft.content && !draft.replyTo && !draft.editing && Object.keys(attachedTo(draft)).length === 0;

/** @param {Drafted} draft @returns {Pick<Draft, Attached>} */
const attachedTo = (draft) =>
  Object.fromEntries(ATTACHED.flatMap((kind) => (draft[kind]?.length ? [[kind, draft[kind]]] : [])));

/** Puts texts that can't be sent any more behind what the draft holds. @param {Store} store @param {string} conversationId @param {string[]} texts */
export async function keepAsDraft(store, conversationId, texts) {
  const lost = texts.filter((text) => text.trim() !== '');
  if (lost.length === 0) return;
  const draft = await getDraft(store, conversationId);
  const content = [...(draft?.content ? [draft.content] : []), ...lost].join('\n\n');
  await saveDraft(store, conversationId, { ...draft, content });
}

/**
 * Forgets what has just been sent: the text, if it is what the draft says, and what went with it.
 * @param {Store} store @param {string} conversationId
 * @param {{content: string, fileIds?: string[], contextIds?: string[]}} sent
 */
export async function clearSentDraft(store, conversationId, { content, fileIds = [], contextIds = [] }) {
  const draft = await getDraft(store, conversationId);
  if (!draft) return;
  const isText = !draft.editing && draft.content.trim() === content.trim();
  const { content: text, replyTo, editing } = isText ? BLANK : draft;
  await detachFromDraft(store, conversationId, 'file_ids', fileIds);
  await detachFromDraft(store, conversationId, 'context_ids', contextIds);
  await saveDraft(store, conversationId, { content: text, replyTo, editing });
}

/** @param {Store} store @param {string} conversationId */
export const forgetDraft = (store, conversationId) => store.db.drafts.delete(conversationId);

/** Notes of a draft that its conversation is lost; it would be seen nowhere else. Within a transaction. @param {Store} store @param {string} conversationId @param {string} name */
export const loseHome = (store, conversationId, name) =>
  store.db.drafts.update(conversationId, { lost: { name, told: false } });

/** What was written where one can't read any more. @param {Store} store @returns {Promise<Draft[]>} */
export async function lostDrafts(store) {
  const drafts = await store.db.drafts.filter((draft) => draft.lost !== undefined && !isEmpty(draft)).toArray();
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
