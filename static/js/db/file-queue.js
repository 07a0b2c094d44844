/** @import { Failure, LocalFile, OutboxEntry, Store } from '../types.js' */
import { fileIds, filesOf } from './file-rows.js';
import { atomically } from './store.js';

/** The files that messages wait for, and what becomes of them on their way. Only the leading tab sends them. */

/** Files that are neither in a draft nor in a message wait so long for somebody who wants them back. */
const FORGOTTEN_AFTER = 60 * 60 * 1_000;

/** What is to be uploaded, in the order in which the messages leave. @param {Store} store @returns {Promise<LocalFile[]>} */
export function uploadQueue(store) {
  const { db } = store;
  return db.transaction('r', [db.outbox, db.files], async () => {
    const entries = (await db.outbox.orderBy('position').toArray()).filter(({ state }) => state !== 'parked');
    const files = await filesOf(store, [...new Set(entries.flatMap(fileIds))]);
    return files.filter(({ state }) => state === 'waiting' || state === 'uploading');
  });
}

/**
 * Notes how far a file has come, unless it was taken back meanwhile.
 * @param {Store} store @param {string} id @param {Partial<LocalFile>} change
 */
export async function noteUpload({ db }, id, change) {
  const under = /** @type {LocalFile['state'][]} */ (['waiting', 'uploading']);
  await db.files
    .where('id')
    .equals(id)
    .filter(({ state }) => under.includes(state))
    .modify(change);
}

/** Files that are only on this device. @param {Store} store */
export const countUnsentFiles = ({ db }) => db.files.where('state').notEqual('done').count();

/** After a crash or take-over: nothing is on its way any more. @param {Store} store */
export const releaseUploads = (store) => store.db.files.where('state').equals('uploading').modify({ state: 'waiting' });

/**
 * A file that the server won't take. Within a transaction.
 * @param {Store} store @param {string} id @param {Failure} error
 * @returns {Promise<OutboxEntry[]>} the messages that can't leave without it
 */
export async function failUpload(store, id, { code, message }) {
  await noteUpload(store, id, { state: 'failed', error: { code, message } });
  return (await store.db.outbox.toArray()).filter((entry) => fileIds(entry).includes(id));
}

/**
 * Forgets what is done with: files whose message has arrived (their bytes stay, as long as there is room), and files that
 * nobody came back for.
 * @param {Store} store
 */
export function forgetFiles(store) {
  return atomically(store, async () => {
    const { db } = store;
    if ((await db.files.count()) === 0) return;
    const wanted = new Set([...(await idsInDrafts(store)), ...(await idsInUnsent(store))]);
    const before = store.now() - FORGOTTEN_AFTER;
    const idle = (await db.files.toArray()).filter(({ id }) => !wanted.has(id));
    const done = idle.filter(({ state }) => state === 'done').map(({ id }) => id);
    const lost = idle.filter(({ state, touched_at }) => state !== 'done' && touched_at < before).map(({ id }) => id);
    await db.files.bulkDelete([...done, ...lost]);
    await db.blobs.bulkDelete(lost);
    await db.previews.bulkDelete(lost);
  });
}

/** @param {Store} store */
const idsInDrafts = async ({ db }) => (await db.drafts.toArray()).flatMap(({ file_ids = [] }) => file_ids);

/** Of messages that the server does not have: waiting, or refused. @param {Store} store */
async function idsInUnsent({ db }) {
  const entries = await db.outbox.toArray();
  const rows = await db.messages.orderBy('local.written_at').toArray();
  const refused = rows.filter(({ base }) => base === null);
  return [...entries.flatMap(fileIds), ...refused.flatMap(fileIds)];
}
