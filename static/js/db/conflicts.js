/** @import { Conflict, OutboxEntry, Store } from '../types.js' */
/** @import { Ref } from './entities.js' */
import { getConversation } from './conversations.js';
import { refOf, thingOf } from './entities.js';
import { changeMessage } from './message-ops.js';
import { currentEra } from './meta.js';
import { personName } from './names.js';
import { serverCopy } from './rows.js';
import { atomically } from './store.js';
import { needsConversation, refold, write } from './write.js';

/**
 * What a person changed here while it was changed elsewhere, until they have decided. A deletion has no fields.
 * @typedef {{name: string, mine: any, theirs: any, before: any}} Field `before`: what both started from, if that is known
 * @typedef {{conflict: Conflict, where: string, fields: Field[], theirs: any}} ConflictView `where`: the conversation's or
 *   person's name; `theirs`: the row as it is now, or was when the two met
 */

/** @param {Store} store @returns {Promise<ConflictView[]>} the oldest first */
export async function listConflicts(store) {
  if ((await store.db.conflicts.count()) === 0) return [];
  const conflicts = await store.db.conflicts.toCollection().sortBy('written_at');
  const views = await Promise.all(conflicts.map((conflict) => describe(store, conflict)));
  return views.filter(({ conflict, fields }) => conflict.op === 'delete' || fields.length > 0);
}

/** @param {Store} store @param {Conflict} conflict @returns {Promise<ConflictView>} */
async function describe(store, conflict) {
  const theirs = (await currentRow(store, conflict)) ?? conflict.theirs;
  const fields = Object.entries(conflict.mine).map(([name, mine]) => ({
    name,
    mine,
    theirs: theirs?.[name],
    before: beforeOf(conflict, name),
  }));
  // Whatever has come to say the same meanwhile needs no decision.
  const open = fields.filter(({ mine, theirs: value }) => theirs?.deleted_at || !isSame(mine, value));
  return { conflict, theirs, fields: open, where: await nameOf(store, conflict) };
}

/** @param {Store} store @param {Conflict} conflict */
async function currentRow(store, conflict) {
  const ref = refFor(conflict);
  return serverCopy(await store.db.table(ref.table).get(ref.key));
}

/** @param {Pick<Conflict, 'entity'|'entity_id'|'conversation_id'>} conflict */
const refFor = ({ entity, entity_id, conversation_id }) =>
  /** @type {Ref} */ (refOf(entity, entity_id, conversation_id));

/** @param {Conflict} conflict @param {string} name */
const beforeOf = ({ before }, name) => (typeof before === 'string' ? before : (before?.[name] ?? null));

/** @param {Store} store @param {Conflict} conflict */
async function nameOf(store, { entity, entity_id, conversation_id }) {
  if (conversation_id) return (await getConversation(store, conversation_id))?.name ?? '';
  if (entity === 'context') return (await store.db.contexts.get(entity_id))?.title ?? '';
  const contact = entity === 'contact' ? await store.db.contacts.get(entity_id) : undefined;
  return contact ? personName(await store.db.userProfiles.get(contact.contact_id)) : '';
}

/** Whether two values say the same: the server cuts white space, and writes times in its own way. @param {any} one @param {any} other */
export function isSame(one, other) {
  if (typeof one !== 'string' || typeof other !== 'string')
    return JSON.stringify(one ?? null) === JSON.stringify(other ?? null);
  return flat(one) === flat(other) || (isTime(one) && Date.parse(one) === Date.parse(other));
}

/** @param {string} text */
const flat = (text) => text.split(/\s+/).join(' ').trim();

/** @param {string} text */
const isTime = (text) => /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(text);

/**
 * The person has decided: for what is on the server (`cloud`), for their own (`local`), or for something of both (`merge`).
 * A decision is a change like any other, based on what the server has now; it can meet another one again.
 * @param {Store} store @param {string} id of the conflict @param {'local'|'cloud'|'merge'} resolution
 * @param {Object<string, any>} [fields] what it shall be; one's own without them
 */
export async function resolveConflict(store, id, resolution, fields) {
  await atomically(store, async () => {
    const conflict = await store.db.conflicts.get(id);
    if (!conflict) return; // it was decided in another tab
    await store.db.conflicts.delete(id);
    if (conflict.entity === 'message') await unmark(store, conflict);
    if (resolution !== 'cloud') await change(store, conflict, resolution, fields ?? conflict.mine);
  });
  store.wake();
}

/** @param {Store} store @param {Conflict} conflict */
async function unmark(store, { entity_id, conversation_id }) {
  const row = await store.db.messages.get(entity_id);
  if (row?.local?.error?.code !== 'version_conflict') return;
  await store.db.messages.put({ ...row, local: null });
  await refold(store, refFor({ entity: 'message', entity_id, conversation_id }));
}

/** @param {Store} store @param {Conflict} conflict @param {string} resolution @param {Object<string, any>} fields */
async function change(store, conflict, resolution, fields) {
  if (conflict.entity === 'message') return changeContent(store, conflict, resolution, fields);
  const { entity, entity_id: id, op, conversation_id: conversationId } = conflict;
  const needs = conversationId ? needsConversation(conversationId) : [];
  return write(store, {
    entity,
    id,
    op: /** @type {OutboxEntry['op']} */ (op),
    fields,
    conversationId,
    needs,
    resolution,
  });
}

/** @param {Store} store @param {Conflict} conflict @param {string} resolution @param {Object<string, any>} fields */
async function changeContent(store, { entity_id: id, op, theirs }, resolution, fields) {
  const held = await store.db.messages.get(id);
  if (!held && !theirs) return;
  if (!held) await store.db.messages.put({ ...theirs, era: await currentEra(store), local: null });
  if (op === 'delete') return changeMessage(store, id, { op, resolution });
  // What was deleted meanwhile comes back only by an edit that did not know of it.
  const unaware = serverCopy(held)?.deleted_at ? { baseVersion: theirs?.deleted_at ? 0 : (theirs?.version ?? 0) } : {};
  return changeMessage(store, id, { op: 'update', fields: { content: fields.content }, resolution, ...unaware });
}

/** The open conflict about a message. @param {Store} store @param {string} messageId */
export const conflictAbout = (store, messageId) =>
  store.db.conflicts.where('thing').equals(thingOf('message', messageId)).last();
