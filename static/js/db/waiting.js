/** @import { Attachment, Conversation, Failure, OutboxEntry, Store, StoredMessage } from '../types.js' */
import { getConversation } from './conversations.js';
import { personName } from './names.js';
import { serverCopy } from './rows.js';

/**
 * Something that has not reached the server: a change that waits, or a message that was refused (`entry` null). `later`:
 * put off until `until`.
 * @typedef {{key: string, entry: OutboxEntry|null, message: StoredMessage|null, since: string,
 *   state: 'sending'|'waiting'|'later'|'failed', until: number, error: Failure|null, where: string, whom: string,
 *   kind: Conversation['kind']|null, text: string}} Waiting
 *   `where` and `whom` name a conversation and a person, `text` is what a message would have said
 */

/** So many are described; beyond that they are only counted. */
const SHOWN = 100;

/** @param {Store} store @returns {Promise<{items: Waiting[], more: number}>} in the order in which they leave */
export async function listWaiting(store) {
  const entries = (await store.db.outbox.orderBy('position').toArray()).filter(({ entity }) => entity !== 'receipt');
  const things = new Set(entries.map(({ thing }) => thing));
  const failed = await refusedMessages(store, things);
  const names = namesOf(store);
  const items = await Promise.all([
    ...failed.slice(0, SHOWN).map((message) => ofMessage(message, names)),
    ...entries.slice(0, SHOWN).map((entry) => ofEntry(store, entry, names)),
  ]);
  return { items, more: failed.length + entries.length - items.length };
}

/** What the server refused, and of which nothing waits any more. @param {Store} store @param {Set<string>} things of which something does */
async function refusedMessages(store, things) {
  const rows = await store.db.messages.orderBy('local.written_at').toArray();
  return rows.filter(({ id, local }) => local?.state === 'failed' && !things.has(`message:${id}`));
}

/** @typedef {ReturnType<typeof namesOf>} Names */

/** Names of conversations and people, each looked up once. @param {Store} store */
function namesOf(store) {
  /** @type {Map<string, Promise<{name: string, kind: Conversation['kind']|null}>>} */
  const homes = new Map();
  /** @param {string|null} id */
  async function home(id) {
    if (!id) return { name: '', kind: null };
    const held = homes.get(id) ?? getConversation(store, id).then((view) => named(view, id));
    homes.set(id, held);
    return held;
  }
  /** @param {Awaited<ReturnType<typeof getConversation>>} view @param {string} id */
  async function named(view, id) {
    if (view) return { name: view.name, kind: view.conversation.kind };
    // One that waits to be deleted is shown nowhere else.
    const row = await store.db.conversations.get(id);
    return { name: row?.title ?? '', kind: row?.kind ?? null };
  }
  /** @param {string} id */
  const person = async (id) =>
    personName(await store.db.userProfiles.get(id), await store.db.contacts.where('contact_id').equals(id).first());
  return { home, person };
}

/** @param {StoredMessage} message @param {Names} names @returns {Promise<Waiting>} */
async function ofMessage(message, names) {
  const { id, local, conversation_id, content } = message;
  const { name, kind } = await names.home(conversation_id);
  const common = { key: id, entry: null, message, until: 0, where: name, whom: '', kind };
  const text = local?.content ?? (content || namesIn(message));
  return { ...common, since: local?.written_at ?? '', state: 'failed', error: local?.error ?? null, text };
}

/** @param {Store} store @param {OutboxEntry} entry @param {Names} names @returns {Promise<Waiting>} */
async function ofEntry(store, entry, names) {
  const { name, kind } = await names.home(entry.conversation_id);
  return {
    key: entry.op_id,
    entry,
    message: null,
    since: entry.written_at,
    state: stateOf(entry, store.now()),
    until: entry.retry_at,
    error: entry.error ?? null,
    where: name,
    whom: await subjectOf(store, entry, names),
    kind,
    text: entry.fields.content || namesIn(entry),
  };
}

/** What a message without words brings. @param {{attachments?: Attachment[]}} carrier */
const namesIn = ({ attachments = [] }) => attachments.map(({ name }) => name).join(', ');

/** @param {OutboxEntry} entry @param {number} now @returns {Waiting['state']} */
function stateOf({ state, retry_at }, now) {
  if (state === 'parked' || state === 'suspect') return 'failed';
  if (state === 'sending') return 'sending';
  return retry_at > now ? 'later' : 'waiting';
}

/** Whom or what it is about. @param {Store} store @param {OutboxEntry} entry @param {Names} names */
async function subjectOf(store, entry, names) {
  const { entity, entity_id, fields, before } = entry;
  if (entity !== 'context' && entity !== 'conversation_context') return personIn(store, entry, names);
  const earlier = typeof before === 'object' ? before.title : '';
  return fields.title || (await store.db.contexts.get(entity_id))?.title || earlier || '';
}

/** @param {Store} store @param {OutboxEntry} entry @param {Names} names */
async function personIn(store, { entity, entity_id, fields }, names) {
  if (entity === 'membership') return entity_id === store.userId ? '' : names.person(entity_id);
  if (entity !== 'contact') return '';
  const contact = await store.db.contacts.get(entity_id);
  const id = fields.contact_id ?? serverCopy(contact)?.contact_id ?? contact?.contact_id;
  return personName(await store.db.userProfiles.get(id ?? ''));
}
