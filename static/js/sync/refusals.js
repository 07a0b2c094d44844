/** @import { OutboxEntry, PushResult, Store } from '../types.js' */
/** @import { Answer } from './results.js' */
import { fileIds, handOver } from '../db/file-rows.js';
import { pendingOf } from '../db/outbox.js';
import { backoff } from './backoff.js';
import { takeConflict } from './conflicts.js';
import { giveBack } from './give-back.js';

/** How often the server may put off one entry before it is parked; never for reasons that concern all alike. */
const PATIENCE = 8;
const PASSING = ['rate_limited', 'read_only', 'maintenance'];
const NO_REASON = { code: 'internal', message: 'The server put this off.' };

/**
 * Takes an answer other than yes.
 * @param {Store} store @param {Answer} answer @param {() => number} [random]
 */
export async function takeRefusal(store, { entry: { op_id }, result: { status, row, error } }, random) {
  // Read again: a refusal just taken may have taken this one with it.
  const entry = await store.db.outbox.where('op_id').equals(op_id).first();
  if (!entry) return;
  if (status === 'conflict') return takeConflict(store, entry, row);
  if (status === 'rejected' && (await sendsFilesAgain(store, entry, error))) return undefined;
  // What it depends on rode in the same batch and did not arrive: then its refusal says nothing about itself.
  if (status === 'rejected' && !(await waitsForCreation(store, entry)))
    return giveBack(store, entry, error ?? NO_REASON, { park: holdsWords(entry) });
  // Without a reason it was not looked at: it only waits behind a message before it.
  return putOff(store, entry, status === 'retry' ? (error ?? null) : null, random);
}

/** A refused message is marked and keeps its text. What was written into a context would be gone with the change. @param {OutboxEntry} entry */
const holdsWords = ({ entity, op, fields }) => entity === 'context' && (op === 'create' || 'content' in fields);

/**
 * The server keeps a file without a message for a day; what waited for longer brings its files once more, and only once.
 * @param {Store} store @param {OutboxEntry} entry @param {PushResult['error']} error
 * @returns {Promise<boolean>} whether they are sent again
 */
async function sendsFilesAgain(store, entry, error) {
  const ids = fileIds(entry);
  if (!error?.details?.fields?.file_ids || entry.attempts > 0) return false;
  if ((await store.db.blobs.where('id').anyOf(ids).count()) === 0) return false;
  await handOver(store, ids, 'waiting');
  await store.db.outbox.put({ ...entry, state: 'waiting', attempts: 1 });
  return true;
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
