/** @import { Conversation, Membership, Message, Offer, Reaction, Store } from '../types.js' */
/** @import { Change } from '../db/outbox.js' */
/** @import { Ref } from '../db/entities.js' */
/** @import { Verdict } from './reoffer.js' */
import { keepAsDraft } from '../db/drafts.js';
import { refOf, thingOf } from '../db/entities.js';
import { eraseConversation } from '../db/erase.js';
import { isPresent, membershipsOf } from '../db/memberships.js';
import { changeMessage, creationOf } from '../db/message-ops.js';
import { currentEra, getMeta, setMeta } from '../db/meta.js';
import { lasts } from '../db/moderation.js';
import { enqueueAt, pendingOf, withdraw } from '../db/outbox.js';
import { serverCopy } from '../db/rows.js';
import { needsConversation, refold, write } from '../db/write.js';
import { RowSet } from './rowset.js';

/** What becomes of an offer: given back, or not needed (`true`); or it has to wait for something (`false`). @typedef {Promise<boolean>} Settled */

/** @type {Object<string, (store: Store, offer: Offer, verdict: Verdict) => Settled>} */
const GIVE = {
  conversation: giveConversation,
  membership: giveMembership,
  context: giveContext,
  conversation_context: giveAttachment,
  message: giveMessage,
  reaction: giveReaction,
  contact: giveContact,
};

/** Within a transaction; the outbox does the rest. @param {Store} store @param {Offer} offer @param {Verdict} verdict */
export async function giveBackOffer(store, offer, verdict) {
  if (await GIVE[offer.entity](store, offer, verdict)) await store.db.offers.delete(offer.thing);
}

/** Notes a change before everything that waits, as long as nothing of that leaves. @param {Store} store @param {Change} change */
async function give(store, change) {
  const place = await getMeta(store, 'offering');
  await enqueueAt(store, change, place);
  if (place !== undefined) await setMeta(store, 'offering', place + 1);
  const ref = refOf(change.entity, change.id, change.conversationId);
  if (ref) await refold(store, ref);
}

/** Whether there is, or is about to be, such a conversation on the server. @param {Store} store @param {string|null} id */
async function exists(store, id) {
  const row = await store.db.conversations.get(id ?? '');
  return row !== undefined && (serverCopy(row) !== null || (await isBeingMade(store, thingOf('conversation', row.id))));
}

/** @param {Store} store @param {string} thing */
const isBeingMade = async (store, thing) => (await pendingOf(store, thing)).some(({ op }) => op === 'create');

/** A group with its people; a direct one when there is something of one's own to say in it. @type {(store: Store, offer: Offer, verdict: Verdict) => Settled} */
async function giveConversation(store, { entity_id: id, row }, { missing, gone }) {
  if (!missing.has(id) || (await exists(store, id))) return true;
  const held = await store.db.conversations.get(id);
  if (!held) return true;
  const { kind, title, description, posting, retention_days, peer_id } = /** @type {Conversation} */ (row);
  const isNobodys = kind === 'direct' && gone.has(peer_id ?? '');
  if (isNobodys) await keepAsDraft(store, id, await ownWords(store, id));
  if (isNobodys || (kind === 'direct' && !(await hasOwnWords(store, id, missing)))) {
    await eraseConversation(store, id);
    return true;
  }
  const present = (await membershipsOf(store, id)).filter(isPresent).map(({ user_id }) => user_id);
  const members = present.filter((userId) => !gone.has(userId));
  const fields =
    kind === 'direct'
      ? { kind, member_ids: [peer_id] }
      : {
          kind,
          title,
          description,
          posting,
          retention_days,
          member_ids: members.filter((userId) => userId !== store.userId),
        };
  await give(store, { entity: 'conversation', id, op: 'create', fields, conversationId: id });
  return true;
}

/** @param {Store} store @param {string} id @param {Set<string>} missing */
async function hasOwnWords(store, id, missing) {
  const offered = await store.db.offers.where('conversation_id').equals(id).toArray();
  const lost = offered.some(
    ({ entity, entity_id, row }) => entity === 'message' && missing.has(entity_id) && !row.deleted_at,
  );
  return lost || (await store.db.outbox.where('conversation_id').equals(id).count()) > 0;
}

/** What one said where nobody is left to say it to. @param {Store} store @param {string} id */
async function ownWords(store, id) {
  const offered = await store.db.offers.where('conversation_id').equals(id).sortBy('order');
  const messages = offered.filter(({ entity, row }) => entity === 'message' && !row.deleted_at);
  return messages.map(({ row }) => row.content);
}

/**
 * Who came into a group after the copy was made, roles in one that is made again, and what one did to somebody oneself.
 * @type {(store: Store, offer: Offer, verdict: Verdict) => Settled}
 */
async function giveMembership(store, { thing, entity_id: id, conversation_id, row }, { gone, behind }) {
  const conversationId = /** @type {string} */ (conversation_id);
  if (gone.has(id) || !(await exists(store, conversationId))) return true;
  const again = await isBeingMade(store, thingOf('conversation', conversationId));
  const change = {
    entity: /** @type {const} */ ('membership'),
    id,
    conversationId,
    needs: needsConversation(conversationId),
  };
  const own = await store.db.memberships.get([conversationId, store.userId]);
  const theirs = behind.get(thing);
  if (row.left_at && !theirs) return true;
  const isOwner = again || own?.role === 'owner';
  if (!again) {
    const mayAdd = isOwner || own?.role === 'moderator';
    if (!mayAdd) return true;
    if (theirs) return decideAgain(store, change, { theirs, row, isOwner });
    if (await store.db.memberships.get([conversationId, id])) return true;
    const role = isOwner && row.role !== 'member' ? 'moderator' : 'member';
    await give(store, { ...change, op: 'create', fields: { conversation_id: conversationId, role } });
    if (row.role !== 'owner') return true;
  }
  if (isOwner && row.role !== 'member')
    await give(store, { ...change, op: 'update', fields: { conversation_id: conversationId, role: row.role } });
  if (again && row.changed_by === store.userId && lasts(row.silenced_until)) {
    const { silenced_until, sanction_reason: reason } = row;
    await give(store, { ...change, op: 'update', fields: { conversation_id: conversationId, silenced_until, reason } });
  }
  return true;
}

/**
 * Does again what the restored server has forgotten that one did. It decides anew whether one may.
 * @param {Store} store @param {Omit<Change, 'op'>} change
 * @param {{theirs: Membership, row: Membership, isOwner: boolean}} how `theirs`: as the server has it, `row`: as it was here
 * @returns {Settled}
 */
async function decideAgain(store, change, { theirs, row, isOwner }) {
  const { silenced_until, banned_at, left_at, role, sanction_reason: reason = '' } = row;
  /** @param {Object<string, any>} fields */
  const update = (fields) =>
    give(store, { ...change, op: 'update', fields: { conversation_id: theirs.conversation_id, ...fields } });
  if (Boolean(banned_at) !== Boolean(theirs.banned_at)) await update({ banned: Boolean(banned_at), reason });
  if (banned_at || theirs.left_at) return true;
  if (left_at) {
    await give(store, { ...change, op: 'delete', fields: { conversation_id: theirs.conversation_id } });
    return true;
  }
  if (isOwner && role !== theirs.role) await update({ role });
  const until = lasts(silenced_until) ? silenced_until : null;
  if (until !== (lasts(theirs.silenced_until) ? theirs.silenced_until : null))
    await update({ silenced_until: until, reason });
  return true;
}

/** @type {(store: Store, offer: Offer, verdict: Verdict) => Settled} */
async function giveMessage(store, { entity_id: id, conversation_id, row }, { missing, behind }) {
  if (!(await exists(store, conversation_id))) return false;
  const thing = thingOf('message', id);
  const waiting = await pendingOf(store, thing);
  const theirs = behind.get(id);
  if (theirs) await changeAgain(store, /** @type {Message} */ (theirs), row);
  if (!missing.has(id) || waiting.some(({ op }) => op === 'create')) return true;
  await forget(store, 'messages', id);
  if (row.deleted_at || waiting.some(({ op }) => op === 'delete')) await withdraw(store, thing);
  else {
    await offerFiles(store, row);
    await give(store, creationAgain(row));
  }
  return true;
}

/** What it carried may be lost, too; the upload finds out. @param {Store} store @param {Message} row */
async function offerFiles(store, { conversation_id, attachments }) {
  const rows = attachments.map(({ preview_url: _preview, url: _url, ...file }) => ({
    ...file,
    conversation_id,
    state: /** @type {const} */ ('waiting'),
    sent: 0,
    begun: true,
    again: true,
    touched_at: store.now(),
  }));
  await store.db.files.bulkPut(rows);
}

/** As it was, at the time at which it was written. @param {Message} row @returns {Change} */
function creationAgain(row) {
  const { id, created_at, edited_at } = row;
  const change = creationOf(id, row);
  const fields = { ...change.fields, created_at, ...(edited_at ? { edited_at } : {}) };
  return { ...change, fields, writtenAt: created_at };
}

/** An edit or deletion that the server has lost. What waits is newer and goes by itself. @param {Store} store @param {Message} theirs @param {Message} row */
async function changeAgain(store, theirs, row) {
  const { id, conversation_id } = row;
  await takeRow(store, /** @type {Ref} */ (refOf('message', id, conversation_id)), theirs);
  const waiting = await pendingOf(store, thingOf('message', id));
  if (waiting.length > 0)
    await store.db.outbox.bulkPut(waiting.map((entry) => ({ ...entry, base_version: theirs.version })));
  else if (row.deleted_at) await changeMessage(store, id, { op: 'delete' });
  else await changeMessage(store, id, { op: 'update', fields: { content: row.content } });
}

/** @type {(store: Store, offer: Offer, verdict: Verdict) => Settled} */
async function giveReaction(store, { entity_id: id, conversation_id, row }, { missing, behind }) {
  const { message_id, emoji } = /** @type {Reaction} */ (row);
  const message = thingOf('message', message_id);
  if (missing.has(message_id) && !(await isBeingMade(store, message)) && !(await store.db.messages.get(message_id)))
    return false;
  if ((await pendingOf(store, thingOf('reaction', id))).length > 0) return true;
  const needs = [...needsConversation(/** @type {string} */ (conversation_id)), message];
  const change = { entity: /** @type {const} */ ('reaction'), id, fields: { message_id, emoji }, needs };
  const theirs = behind.get(id);
  if (theirs) {
    await takeRow(store, /** @type {Ref} */ (refOf('reaction', id, conversation_id)), theirs);
    await write(store, { ...change, op: row.deleted_at ? 'delete' : 'create', conversationId: conversation_id });
  } else if (missing.has(id) && !row.deleted_at) {
    await store.db.reactions.delete(id);
    await give(store, { ...change, op: 'create', conversationId: conversation_id });
  }
  return true;
}

/** @type {(store: Store, offer: Offer, verdict: Verdict) => Settled} */
async function giveContact(store, { entity_id: id, row }, { missing, behind, gone }) {
  const { contact_id, nickname } = row;
  // What waits is newer and goes by itself.
  if (gone.has(contact_id) || (await pendingOf(store, thingOf('contact', id))).length > 0) return true;
  const change = /** @type {const} */ ({ entity: 'contact', id });
  const theirs = behind.get(id);
  if (theirs) await takeRow(store, /** @type {Ref} */ (refOf('contact', id)), theirs);
  else if (missing.has(id)) await store.db.contacts.delete(id);
  else return true;
  if (theirs && !theirs.deleted_at) await write(store, { ...change, op: 'update', fields: { nickname } });
  else await give(store, { ...change, op: 'create', fields: { contact_id, nickname } });
  return true;
}

/** @type {(store: Store, offer: Offer, verdict: Verdict) => Settled} */
async function giveContext(store, { entity_id: id, row }, { missing, behind }) {
  // What waits is newer and goes by itself.
  if ((await pendingOf(store, thingOf('context', id))).length > 0) return true;
  const { title, content, category, tags, is_favorite, metadata } = row;
  const written = { title, content, category, tags, is_favorite };
  const theirs = behind.get(id);
  if (theirs) {
    await takeRow(store, /** @type {Ref} */ (refOf('context', id)), theirs);
    const gone = theirs.deleted_at ? { resolution: 'local' } : {};
    await write(store, { entity: 'context', id, op: 'update', fields: written, ...gone });
  } else if (missing.has(id)) {
    await store.db.contexts.delete(id);
    await give(store, { entity: 'context', id, op: 'create', fields: { ...written, metadata } });
  }
  return true;
}

/** @type {(store: Store, offer: Offer, verdict: Verdict) => Settled} */
async function giveAttachment(store, { entity_id: id, conversation_id }) {
  const conversationId = /** @type {string} */ (conversation_id);
  if (!(await exists(store, conversationId))) return false;
  const held = await store.db.conversations.get(conversationId);
  if (held?.context_ids.includes(id)) return true;
  const needs = [...needsConversation(conversationId), thingOf('context', id)];
  const fields = { conversation_id: conversationId };
  await give(store, { entity: 'conversation_context', id, op: 'create', fields, conversationId, needs });
  return true;
}

/** @param {Store} store @param {Ref} ref @param {any} row as the server has it */
async function takeRow(store, ref, row) {
  const rows = new RowSet(store, await currentEra(store));
  await rows.load([ref]);
  rows.merge(ref, row);
  await rows.flush();
}

/** A row of the old era gives way; the text of an edit that was refused is kept. @param {Store} store @param {'messages'} table @param {string} id */
async function forget(store, table, id) {
  const held = await store.db[table].get(id);
  if (held?.local?.content) await keepAsDraft(store, held.conversation_id, [held.local.content]);
  await store.db[table].delete(id);
}
