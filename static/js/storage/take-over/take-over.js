/** @import { Store } from '../../types.js' */
/** @import { OldRows } from './old-database.js' */
import { contactsByUser } from '../../db/contacts.js';
import { ensureConversation } from '../../db/conversation-creation.js';
import { openDirect } from '../../db/conversations.js';
import { keepAsDraft } from '../../db/drafts.js';
import { createMessage } from '../../db/message-ops.js';
import { getMeta, setMeta } from '../../db/meta.js';
import { removeDatabase } from '../../db/schema.js';
import { atomically } from '../../db/store.js';
import { write } from '../../db/write.js';
import { directConversationId, uuid7 } from '../../lib/uuid.js';
import { readOldDatabase } from './old-database.js';
import { databaseNames, shapeOf } from './old-names.js';
import { isUnsent, ownerIn, read } from './shapes.js';

/**
 * Takes an older database of this application over: what was written and never sent is sent, drafts and contacts are
 * kept, and what the server has anyway comes from there. What fits nowhere is given to the person as a file. The old
 * database goes only once each of its rows is accounted for.
 *
 * @typedef {{name: string, rows: OldRows, ours: boolean}} Found
 * @typedef {{sent: number, drafts: number, contacts: number, held: number, left: any[]}} Account
 *   `sent`: unsent messages that leave now; `held`: rows that are here, or that the server has; `left`: rows for which
 *   there is no place here
 */

const MARK = 'take-over:';
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const UUID7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** Older databases in this browser. @param {Store} store @returns {Promise<Found[]>} */
export async function findOldDatabases(store) {
  const found = [];
  for (const name of await databaseNames()) {
    const shape = shapeOf(name);
    if (!shape) continue;
    const rows = await readOldDatabase(name);
    found.push({ name, rows, ours: isOurs(store, shape.owner ?? ownerIn(rows.facts), rows) });
  }
  return found;
}

/** Whether it is this person's: as it says itself, or, where it says nothing, if nothing in it is without them. @param {Store} store @param {string|null} owner @param {OldRows} rows */
function isOurs({ userId }, owner, { messages, queue, contacts }) {
  if (owner) return owner === userId;
  const unsent = [...messages.filter(isUnsent), ...queue.map((row) => read(row, 'payload') ?? row)];
  const writers = unsent.map((row) => read(row, 'sender')).filter((one) => one !== null);
  const owners = contacts.map((row) => row.user_id ?? row.userId).filter((one) => one !== undefined);
  const told = [...writers, ...owners];
  return told.length > 0 && told.every((one) => one === userId);
}

/**
 * Copies what can be copied, in one transaction with a mark that it was: when the tab dies afterwards, it is not done
 * again.
 * @param {Store} store @param {Found} found
 * @returns {Promise<Account>}
 */
export async function takeOver(store, { name, rows, ours }) {
  if (!ours) throw new Error('An older database of somebody else is not taken over.');
  const done = await getMeta(store, MARK + name);
  if (done) return done;
  const unsent = unsentIn(rows);
  // Before the transaction, since it makes conversations in ones of its own.
  const homes = await homesOf(store, unsent);
  const account = await atomically(store, async () => {
    /** @type {Account} */
    const counted = { sent: 0, drafts: 0, contacts: 0, held: 0, left: [] };
    await takeMessages(store, rows, unsent, counted);
    for (const row of unsent) await takeUnsent(store, row, homes.get(row) ?? null, counted);
    for (const row of rows.drafts) await takeDraft(store, row, counted);
    for (const row of rows.contacts) await takeContact(store, row, counted);
    await setMeta(store, MARK + name, counted);
    return counted;
  });
  store.wake();
  return account;
}

/** Whether each row that there was has come to something. @param {Found} found @param {Account} account */
export const isAccountedFor = ({ rows }, { sent, drafts, contacts, held, left }) =>
  sent + drafts + contacts + held + left.length ===
  rows.messages.length + queueWithout(rows).length + rows.drafts.length + rows.contacts.length;

/** @param {Store} store @param {Found} found @param {Account} account */
export async function removeOldDatabase(store, found, account) {
  if (!isAccountedFor(found, account)) throw new Error('Some rows of the older database are not accounted for.');
  await removeDatabase(found.name);
  await store.db.meta.delete(MARK + found.name);
}

/** @param {OldRows} rows @returns {any[]} */
const unsentIn = (rows) => [...rows.messages.filter(isUnsent), ...queueWithout(rows)];

/** What waited in a queue, unless it stands among the messages, too. @param {OldRows} rows */
function queueWithout({ messages, queue }) {
  const known = new Set(messages.map((row) => read(row, 'id')));
  return queue.map((row) => read(row, 'payload') ?? row).filter((row) => !known.has(read(row, 'id')));
}

/** In which conversation each unsent message belongs, where there is one. @param {Store} store @param {any[]} unsent @returns {Promise<Map<any, string>>} */
async function homesOf(store, unsent) {
  /** @type {Map<any, string>} */
  const homes = new Map();
  for (const row of unsent) {
    const id = homeOf(store, row);
    const recipient = read(row, 'recipient');
    if (id && (await store.db.conversations.get(id))) homes.set(row, id);
    else if (UUID.test(recipient) && (await store.db.userProfiles.get(recipient)))
      homes.set(row, await openDirect(store, recipient));
  }
  return homes;
}

/** A message between two people says who they are, which names their conversation. @param {Store} store @param {any} row @returns {string|null} */
function homeOf({ serverId }, row) {
  const [sender, recipient] = [read(row, 'sender'), read(row, 'recipient')];
  const isDirect = UUID.test(sender) && UUID.test(recipient);
  return read(row, 'conversation') ?? (isDirect ? directConversationId(serverId, sender, recipient) : null);
}

/** Messages that had arrived come from the server, into every conversation that one still has. @param {Store} store @param {OldRows} rows @param {any[]} unsent @param {Account} counted */
async function takeMessages(store, { messages }, unsent, counted) {
  const here = new Set(await store.db.conversations.toCollection().primaryKeys());
  const waiting = new Set(unsent);
  for (const row of messages.filter((one) => !waiting.has(one))) {
    if (here.has(homeOf(store, row) ?? '')) counted.held += 1;
    else counted.left.push(row);
  }
}

/** @param {Store} store @param {any} row @param {string|null} home @param {Account} counted */
async function takeUnsent(store, row, home, counted) {
  const content = read(row, 'content');
  if (!home || typeof content !== 'string' || content.trim() === '') return void counted.left.push(row);
  const old = String(read(row, 'id'));
  // Under the id it had it may have arrived, long ago; the server takes no others than these.
  const id = UUID7.test(old) ? old : uuid7(store.now());
  if (await store.db.messages.get(id)) counted.held += 1;
  else if (content.length > 10_000) {
    await keepAsDraft(store, home, [content]);
    counted.drafts += 1;
  } else {
    await ensureConversation(store, home);
    await createMessage(store, id, { conversation_id: home, content, reply_to: null });
    counted.sent += 1;
  }
}

/** @param {Store} store @param {any} row @param {Account} counted */
async function takeDraft(store, row, counted) {
  const home = read(row, 'conversation') ?? row.id;
  const content = read(row, 'content');
  if (typeof content !== 'string' || !(await store.db.conversations.get(String(home)))) {
    return void counted.left.push(row);
  }
  await keepAsDraft(store, home, [content]);
  counted.drafts += 1;
}

/** @param {Store} store @param {any} row @param {Account} counted */
async function takeContact(store, row, counted) {
  const contact = read(row, 'contact');
  if ((await contactsByUser(store)).has(contact)) {
    counted.held += 1;
    return;
  }
  if (!UUID.test(contact)) return void counted.left.push(row);
  const nickname = String(read(row, 'nickname') ?? '').slice(0, 80);
  await write(store, { entity: 'contact', id: uuid7(), op: 'create', fields: { contact_id: contact, nickname } });
  counted.contacts += 1;
}
