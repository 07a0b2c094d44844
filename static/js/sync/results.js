/** @import { Change, OutboxEntry, PushResult, Store } from '../types.js' */

import { refOf } from '../db/entities.js';
import { eraseConversation } from '../db/erase.js';
import { currentEra } from '../db/meta.js';
import { pendingOf } from '../db/outbox.js';
import { hideUpTo } from '../db/settings.js';
import { atomically } from '../db/store.js';
import { takeChanges } from './apply.js';
import { backoff } from './backoff.js';
import { recordConflict } from './conflicts.js';
import { giveBack } from './give-back.js';
import { raiseHead } from './head.js';
import { RowSet } from './rowset.js';
import { tidy } from './tidy.js';

/** How often the server may put off one entry before it is parked; never for reasons that concern all alike. */
const PATIENCE = 8;
const PASSING = ['rate_limited', 'read_only'];

/**
 * Takes the answers to a push into the database, in one transaction. Rows are merged like everywhere else, so it does
 * not matter whether the packet about the same change came before or comes after.
 * @param {Store} store @param {OutboxEntry[]} sent @param {PushResult[]} results in any order
 * @param {{random?: () => number}} [chance]
 */
export function takeResults(store, sent, results, { random } = {}) {
  const byId = new Map(results.map((result) => [result.op_id, result]));
  return atomically(store, async () => {
    for (const { op_id } of sent) {
      const entry = await store.db.outbox.where('op_id').equals(op_id).first();
      const original = /** @type {OutboxEntry} */ (sent.find((one) => one.op_id === op_id));
      await takeResult(store, entry ?? null, original, byId.get(op_id) ?? { op_id, status: 'retry' }, random);
    }
  });
}

/**
 * @param {Store} store @param {OutboxEntry|null} entry null when its packet has settled it already
 * @param {OutboxEntry} original @param {PushResult} result @param {() => number} [random]
 */
async function takeResult(store, entry, original, { status, row, error }, random) {
  if (status === 'applied' || status === 'duplicate') {
    if (entry) await settle(store, entry, row);
    return takeRow(store, original, row);
  }
  if (!entry) return;
  if (status === 'conflict') {
    await store.db.outbox.delete(/** @type {number} */ (entry.position));
    await recordConflict(store, entry, row);
    return takeRow(store, entry, row);
  }
  const reason = error ?? { code: 'internal', message: 'The server put this off.' };
  // What it depends on rode in the same batch and did not arrive: then its refusal says nothing about itself.
  if (status === 'rejected' && !(await waitsForCreation(store, entry))) return giveBack(store, entry, reason);
  return putOff(store, entry, status === 'retry' ? reason : null, random);
}

/** Forgets an entry that arrived; what was changed after it is based on its result. @param {Store} store @param {OutboxEntry} entry @param {any} row */
async function settle(store, entry, row) {
  await store.db.outbox.delete(/** @type {number} */ (entry.position));
  if (row?.version === undefined) return;
  const later = await pendingOf(store, entry.thing);
  await store.db.outbox.bulkPut(later.map((one) => ({ ...one, base_version: row.version })));
}

/** @param {Store} store @param {OutboxEntry} entry */
async function waitsForCreation(store, { needs }) {
  const waiting = await Promise.all(needs.map((need) => pendingOf(store, need)));
  return waiting.flat().some((entry) => entry.op === 'create');
}

/** @param {Store} store @param {OutboxEntry} entry @param {PushResult['error']|null} reason @param {() => number} [random] */
async function putOff(store, entry, reason, random) {
  if (!reason) return store.db.outbox.put({ ...entry, state: 'waiting' });
  const attempts = entry.attempts + 1;
  if (attempts > PATIENCE && !PASSING.includes(reason.code)) return giveBack(store, entry, reason, { park: true });
  const retry_at = store.now() + backoff(attempts, reason.details?.retry_after, random);
  return store.db.outbox.put({ ...entry, state: 'waiting', attempts, retry_at });
}

/** @param {Store} store @param {OutboxEntry} entry @param {any} row */
async function takeRow(store, entry, row) {
  if (entry.entity === 'conversation' && entry.op === 'delete') return takeDeletion(store, entry, row);
  const rows = new RowSet(store, await currentEra(store));
  if (row) await takeChanges(store, rows, [asChange(entry, row)], entry.conversation_id);
  if (row && entry.entity === 'message') raiseHead(rows, row);
  await showAnew(rows, entry);
  await rows.flush();
  await tidy(store, rows);
  await dropSubstitute(store, entry, row);
}

/** The row may have come with a packet before, and then still shows the change as waiting. @param {RowSet} rows @param {OutboxEntry} entry */
async function showAnew(rows, { entity, entity_id, conversation_id }) {
  const ref = refOf(entity, entity_id, conversation_id);
  if (!ref || entity === 'receipt') return;
  await rows.load([ref]);
  rows.refresh(ref);
}

/** @param {OutboxEntry} entry @param {any} row @returns {Change} */
const asChange = ({ entity, entity_id }, row) => ({
  seq: 0,
  entity,
  entity_id: row.id ?? entity_id,
  op: 'upsert',
  row,
});

/** @param {Store} store @param {OutboxEntry} entry @param {any} row */
async function takeDeletion(store, { entity_id }, row) {
  const held = await store.db.conversations.get(entity_id);
  if (held?.kind === 'direct') await hideUpTo(store, entity_id, row?.last_ordinal ?? held.last_ordinal);
  else await eraseConversation(store, entity_id);
}

/** The server may have had such a row under another id (a reaction or contact set on another device): that one stands. @param {Store} store @param {OutboxEntry} entry @param {any} row */
async function dropSubstitute(store, { entity, entity_id, op, thing, conversation_id }, row) {
  const ref = refOf(entity, entity_id, conversation_id);
  if (op !== 'create' || !ref || ref.table === 'memberships' || !row?.id || row.id === entity_id) return;
  await store.db.table(ref.table).delete(ref.key);
  const later = await pendingOf(store, thing);
  await store.db.outbox.bulkDelete(later.map((one) => /** @type {number} */ (one.position)));
}
