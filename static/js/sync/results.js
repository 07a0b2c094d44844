/** @import { Change, OutboxEntry, PushResult, Store } from '../types.js' */
/** @import { Ref } from '../db/entities.js' */
import { refOf } from '../db/entities.js';
import { currentEra } from '../db/meta.js';
import { atomically } from '../db/store.js';
import { mergeChanges } from './changes.js';
import { noteLoss } from './conflicts.js';
import { takeConfirmedDeletion } from './deletions.js';
import { refsOf } from './expand.js';
import { raiseHead } from './head.js';
import { baseAfter } from './rebase.js';
import { takeRefusal } from './refusals.js';
import { RowSet } from './rowset.js';
import { tidy } from './tidy.js';

/**
 * One op that was sent, and what became of it. `waiting` is its entry as it stands now: undefined when a packet has
 * settled it already.
 * @typedef {{entry: OutboxEntry, waiting: OutboxEntry|undefined, result: PushResult}} Answer
 */

/**
 * Takes the answers to a push into the database, in one transaction. Rows are merged like everywhere else, so it does
 * not matter whether the packet about the same change came before or comes after.
 * @param {Store} store @param {OutboxEntry[]} sent @param {PushResult[]} results in any order
 * @param {{random?: () => number}} [chance]
 */
export function takeResults(store, sent, results, { random } = {}) {
  return atomically(store, async () => {
    const answers = await withHome(store, await pair(store, sent, results));
    await takeArrivals(
      store,
      answers.filter(({ result }) => arrived(result)),
    );
    for (const answer of answers.filter(({ result }) => !arrived(result))) await takeRefusal(store, answer, random);
  });
}

/** An op without an answer: to be counted, or a server that leaves some out would be asked without a pause. @type {PushResult} */
const UNANSWERED = { op_id: '', status: 'retry', error: { code: 'internal', message: 'The server gave no answer.' } };

/** @param {PushResult} result */
const arrived = ({ status }) => status === 'applied' || status === 'duplicate';

/** @param {Store} store @param {OutboxEntry[]} sent @param {PushResult[]} results @returns {Promise<Answer[]>} */
async function pair(store, sent, results) {
  const waiting = await store.db.outbox
    .where('op_id')
    .anyOf(sent.map(({ op_id }) => op_id))
    .toArray();
  return sent.map((entry) => ({
    entry,
    waiting: waiting.find(({ op_id }) => op_id === entry.op_id),
    result: results.find(({ op_id }) => op_id === entry.op_id) ?? UNANSWERED,
  }));
}

/**
 * Without what concerns conversations that were lost since it was sent: their rows would come back as orphans.
 * @param {Store} store @param {Answer[]} answers
 */
async function withHome(store, answers) {
  const ids = [...new Set(answers.flatMap(({ entry }) => entry.conversation_id ?? []))];
  const held = new Set((await store.db.conversations.bulkGet(ids)).map((row) => row?.id));
  return answers.filter(
    ({ entry: { conversation_id }, waiting }) => waiting || !conversation_id || held.has(conversation_id),
  );
}

/** @param {Store} store @param {Answer[]} answers */
async function takeArrivals(store, answers) {
  if (answers.length === 0) return;
  await settle(store, answers);
  const rows = new RowSet(store, await currentEra(store));
  await takeRows(store, rows, answers);
  await rows.flush();
  await tidy(store, rows);
  for (const { entry, result } of answers) {
    // Of a repeated op the row may say what came after it, which is no loss.
    if (result.status === 'applied') await noteLoss(store, entry, result.row);
    if (entry.entity === 'conversation' && entry.op === 'delete') await takeConfirmedDeletion(store, entry);
    else if (entry.entity === 'notice') await store.db.notices.delete(entry.entity_id);
    else if (isSubstituted(entry, result.row)) await dropSubstitute(store, entry);
  }
}

/** Forgets what arrived; what was changed after it is based on its result. @param {Store} store @param {Answer[]} answers */
async function settle(store, answers) {
  const { outbox } = store.db;
  const done = answers.flatMap(({ waiting }) => (waiting ? [waiting] : []));
  await outbox.bulkDelete(done.map(({ position }) => /** @type {number} */ (position)));
  const told = new Map(
    answers.flatMap(({ entry, result: { row } }) => (row?.version ? [[entry.thing, { entry, row }]] : [])),
  );
  const later = await outbox
    .where('thing')
    .anyOf(done.map(({ thing }) => thing))
    .toArray();
  const rebased = later.flatMap((entry) => {
    const before = told.get(entry.thing);
    return before ? [{ ...entry, base_version: baseAfter(before.entry, before.row, entry) }] : [];
  });
  await outbox.bulkPut(rebased);
}

/** @param {Store} store @param {RowSet} rows @param {Answer[]} answers */
async function takeRows(store, rows, answers) {
  const told = answers.filter(({ result }) => result.row);
  const messages = told.filter(({ entry }) => entry.entity === 'message').map(({ result }) => result.row);
  const own = answers.map(({ entry }) => rowOf(entry)).filter((ref) => ref !== null);
  const homes = messages.map((row) => /** @type {Ref} */ (refOf('conversation', row.conversation_id)));
  const changes = told.map((answer) => asChange(answer, store.userId));
  await rows.load([...own, ...homes, ...refsOf(changes, null, store.userId)]);
  mergeChanges(rows, changes, null);
  for (const message of messages) raiseHead(rows, message);
  // A row may have come with a packet before, and then still shows its change as waiting.
  for (const ref of own) rows.refresh(ref);
}

/** @param {OutboxEntry} entry */
const rowOf = ({ entity, entity_id, conversation_id }) =>
  entity === 'receipt' ? null : refOf(entity, entity_id, conversation_id);

/** @param {Answer} answer @param {string} userId @returns {Change} */
const asChange = ({ entry: { entity, entity_id }, result: { row, status } }, userId) => ({
  seq: 0,
  // Attaching answers with the conversation.
  entity: entity === 'conversation_context' ? 'conversation' : entity,
  entity_id: row.id ?? entity_id,
  op: 'upsert',
  row,
  // The row of a repeated op may be what somebody else has made of it since.
  actor_id: status === 'applied' ? userId : null,
});

/** The server may have had such a row under another id (a reaction or contact set on another device): that one stands. @param {OutboxEntry} entry @param {any} row */
const isSubstituted = ({ entity, op, entity_id }, row) =>
  op === 'create' && entity !== 'conversation_context' && row?.id !== undefined && row.id !== entity_id;

/** @param {Store} store @param {OutboxEntry} entry */
async function dropSubstitute(store, entry) {
  const ref = /** @type {Ref} */ (rowOf(entry));
  await store.db.table(ref.table).delete(ref.key);
  await store.db.outbox.where('thing').equals(entry.thing).delete();
}
