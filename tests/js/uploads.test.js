/** @import { Attachment } from '../../static/js/types.js' */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { getDraft } from '../../static/js/db/drafts.js';
import { eraseConversation } from '../../static/js/db/erase.js';
import { blobOf, getLocalFile, restageFiles, stageFile } from '../../static/js/db/files.js';
import {
  deleteMessage,
  discardMessage,
  getMessage,
  retryMessage,
  sendMessage,
  takeFileOut,
} from '../../static/js/db/messages.js';
import { atomically } from '../../static/js/db/store.js';
import { listWaiting } from '../../static/js/db/waiting.js';
import { ApiError, offline } from '../../static/js/net/http.js';
import { applyLog } from '../../static/js/sync/apply.js';
import { takeBatch } from '../../static/js/sync/batch.js';
import { discardWaiting } from '../../static/js/sync/discard.js';
import { giveBackOffer } from '../../static/js/sync/offered.js';
import { release } from '../../static/js/sync/outbox-states.js';
import { takeResults } from '../../static/js/sync/results.js';
import { createUploads } from '../../static/js/sync/uploads.js';
import { standingClock } from './support/clock.js';
import { ADA, closeDevices, device, outboxOf, until } from './support/device.js';
import { arrival, id, message, ROOM, roomSnapshot } from './support/rows.js';

after(closeDevices);

/** @typedef {{resolve: () => void, reject: (error: any) => void, ways: {signal: AbortSignal, progress: (sent: number) => void}}} Journey */

/** A leading tab whose files travel as the test says, and what it did. */
async function leader() {
  const store = await device();
  await applyLog(store, roomSnapshot());
  /** @type {Map<string, Journey>} */
  const journeys = new Map();
  /** @type {any[]} */
  const log = [];
  const clock = standingClock();
  const uploads = createUploads(store, {
    clock,
    send: ({ name, begun }, blob, ways) =>
      new Promise((resolve, reject) => {
        log.push([name, begun ? 'again' : 'first']);
        ways.signal.addEventListener('abort', () => reject(ways.signal.reason));
        journeys.set(name, { resolve: () => resolve(void blob), reject, ways });
      }),
    isThere: async () => false,
    drop: async (id) => void log.push(['dropped', (await getLocalFile(store, id))?.name]),
    arrived: () => void log.push('arrived'),
    report: (error) => void log.push(error.code ?? error),
  });
  store.onWake(() => void uploads.wake());
  /** @param {string} name */
  const journey = async (name) => {
    await until(() => journeys.has(name));
    return /** @type {Journey} */ (journeys.get(name));
  };
  /** @param {string[]} names */
  const send = async (...names) => {
    const ids = [];
    for (const name of names) ids.push(await stageFile(store, ROOM, { blob: new Blob([name]), name }));
    return { ids, message: await sendMessage(store, { conversationId: ROOM, content: '', fileIds: ids }) };
  };
  const stateOf = async (/** @type {string} */ id) => (await getLocalFile(store, id))?.state;
  return { store, clock, uploads, journeys, journey, send, log, stateOf };
}

const refusedAs = (/** @type {number} */ status, code = 'refused') => new ApiError({ status, code, message: 'No.' });

test('three travel at once, in their order, and the message may leave after the last', async () => {
  const { store, journeys, journey, send, log } = await leader();
  await send('1', '2', '3', '4');
  await journey('3');
  assert.deepEqual([...journeys.keys()], ['1', '2', '3']);
  journeys.get('2')?.resolve();
  await journey('4');
  assert.deepEqual((await takeBatch(store)).entries, []);
  for (const name of ['1', '3', '4']) journeys.get(name)?.resolve();
  await until(() => log.filter((item) => item === 'arrived').length === 4);
  assert.equal((await takeBatch(store)).entries.length, 1);
});

test('what was on its way in another tab is asked about, not begun anew', async () => {
  const { store, uploads, journey, send, log, stateOf } = await leader();
  const { ids } = await send('photo');
  const first = await journey('photo');
  await until(async () => (await stateOf(ids[0])) === 'uploading');
  uploads.stop();
  await until(() => first.ways.signal.aborted);
  const next = createUploads(store, {
    send: async ({ name, begun }) => void log.push([name, begun ? 'again' : 'first']),
    isThere: async () => false,
    drop: async () => {},
    arrived: () => void log.push('arrived'),
  });
  await next.start();
  await until(() => log.includes('arrived'));
  assert.deepEqual(log, [['photo', 'first'], ['photo', 'again'], 'arrived']);
});

test('a cut is waited out, and a sign of the server ends the wait', async () => {
  const { clock, uploads, journeys, journey, send, log, stateOf } = await leader();
  const { ids } = await send('photo');
  (await journey('photo')).reject(offline());
  await until(() => clock.waits.length === 1);
  assert.deepEqual([log.at(-1), await stateOf(ids[0])], ['offline', 'waiting']);
  journeys.clear();
  await uploads.resume();
  await journey('photo');
});

test('a file that is refused sets its message aside with the reason, and retrying sends it again', async () => {
  const { store, journeys, journey, send, stateOf } = await leader();
  const { ids, message } = await send('film');
  (await journey('film')).reject(refusedAs(413, 'too_large'));
  await until(async () => (await getMessage(store, message))?.local?.state === 'failed');
  assert.equal((await getMessage(store, message))?.local?.error?.message, 'No.');
  assert.equal(await stateOf(ids[0]), 'failed');
  // Nobody waits for it meanwhile.
  await sendMessage(store, { conversationId: ROOM, content: 'later' });
  assert.deepEqual(
    (await takeBatch(store)).entries.map(({ fields }) => fields.content),
    ['later'],
  );
  journeys.clear();
  await retryMessage(store, message);
  (await journey('film')).resolve();
  await until(async () => (await stateOf(ids[0])) === 'done');
  assert.equal((await getMessage(store, message))?.local?.state, 'sending');
});

test('a server that fails over one file again and again is believed the fourth time', async () => {
  const { store, uploads, journeys, journey, send } = await leader();
  const { message } = await send('odd');
  for (let turn = 0; turn < 4; turn++) {
    (await journey('odd')).reject(refusedAs(500));
    journeys.clear();
    await until(
      async () =>
        (await listWaiting(store)).items[0].state === 'failed' || uploads.resume().then(() => journeys.has('odd')),
    );
  }
  assert.equal((await getMessage(store, message))?.local?.state, 'failed');
});

test('a message that is cancelled takes its upload along; its files can be had back', async () => {
  const { store, journey, send, log, stateOf } = await leader();
  const { ids, message } = await send('photo');
  const { ways } = await journey('photo');
  await deleteMessage(store, message);
  await until(() => ways.signal.aborted);
  await until(() => log.some(([what]) => what === 'dropped'));
  assert.deepEqual(
    [await outboxOf(store), await getMessage(store, message), await stateOf(ids[0])],
    [[], undefined, 'staged'],
  );
  await restageFiles(store, ROOM, ids);
  assert.deepEqual((await getDraft(store, ROOM))?.file_ids, ids);
});

test('one file less, and the message goes with the others; without the last it goes as a whole', async () => {
  const { store, journey, send } = await leader();
  const { ids, message } = await send('a', 'b');
  const { ways } = await journey('a');
  await takeFileOut(store, message, ids[0]);
  await until(() => ways.signal.aborted);
  assert.deepEqual(
    (await getMessage(store, message))?.attachments.map(({ name }) => name),
    ['b'],
  );
  assert.deepEqual((await outboxOf(store))[0].fields.file_ids, [ids[1]]);
  await takeFileOut(store, message, ids[1]);
  assert.equal(await getMessage(store, message), undefined);
});

test('what is given up in the outbox is back in the draft, files and all', async () => {
  const { store, send } = await leader();
  const { ids } = await send('photo');
  const [item] = (await listWaiting(store)).items;
  await discardWaiting(store, item);
  assert.deepEqual([(await getDraft(store, ROOM))?.file_ids, await outboxOf(store)], [ids, []]);
});

test('a message that has left once keeps its files when it is deleted: it goes again before its deletion', async () => {
  const { store, journey, send } = await leader();
  const { ids, message } = await send('photo');
  (await journey('photo')).resolve();
  await until(async () => (await getLocalFile(store, ids[0]))?.state === 'done');
  const { entries } = await takeBatch(store);
  assert.deepEqual(
    entries.map(({ op }) => op),
    ['create'],
  );
  await release(store);
  await deleteMessage(store, message);
  assert.deepEqual(
    (await takeBatch(store)).entries.map(({ op, withdrawn }) => [op, withdrawn]),
    [['create', true]],
  );
});

test('a refused message that is given up leaves its files for an hour', async () => {
  const { store, uploads, journey, send } = await leader();
  const { ids, message } = await send('film');
  (await journey('film')).reject(refusedAs(415));
  await until(async () => (await getMessage(store, message))?.local?.state === 'failed');
  await discardMessage(store, message);
  await uploads.resume();
  assert.ok(await blobOf(store, ids[0]));
  store.time.now += 61 * 60_000;
  await uploads.resume();
  await until(async () => !(await getLocalFile(store, ids[0])));
  assert.equal(await blobOf(store, ids[0]), undefined);
});

test('whoever loses a conversation keeps the files that were not sent, and nothing that others sent', async () => {
  const { store, send } = await leader();
  const { ids } = await send('mine');
  await store.db.previews.put({ id: 'theirs', conversation_id: ROOM, blob: new Blob(['x']), size: 1, used_at: 0 });
  await atomically(store, () => eraseConversation(store, ROOM));
  assert.deepEqual((await getDraft(store, ROOM))?.file_ids, ids);
  assert.deepEqual([await (await blobOf(store, ids[0]))?.text(), await store.db.previews.count()], ['mine', 0]);
});

test('what a deleted message showed goes from the device', async () => {
  const { store } = await leader();
  const sent = arrival(1, { attachments: [/** @type {any} */ ({ id: 'theirs' })] });
  await applyLog(store, sent);
  await store.db.previews.put({ id: 'theirs', conversation_id: ROOM, blob: new Blob(['x']), size: 1, used_at: 0 });
  const gone = arrival(1, { attachments: [], deleted_at: '2026-11-21T12:00:00.000Z', version: sent.to + 1 });
  await applyLog(store, { ...gone, from: sent.to, to: sent.to + 1 });
  assert.equal(await store.db.previews.count(), 0);
});

test('a restored server gets back what it lost: the whole file, else its small picture, else the message without it', async () => {
  const { store, clock } = await leader();
  const row = message({ id: id(50), sender_id: ADA, attachments: ['whole', 'small', 'gone', 'there'].map(attachment) });
  await atomically(store, async () => {
    const offer = {
      thing: '',
      entity: /** @type {const} */ ('message'),
      entity_id: row.id,
      conversation_id: ROOM,
      row,
      order: 1,
    };
    await giveBackOffer(store, offer, { missing: new Set([row.id]), behind: new Map(), gone: new Set() });
  });
  const kept = { conversation_id: ROOM, size: 1, used_at: 0 };
  await store.db.blobs.put({ id: 'whole', blob: new Blob(['whole']), ...kept });
  for (const name of ['whole', 'small', 'there'])
    await store.db.previews.put({ id: name, blob: new Blob([`small ${name}`]), ...kept });
  /** @type {string[]} */
  const sent = [];
  const uploads = createUploads(store, {
    clock,
    send: async ({ name }, blob) => void sent.push(`${name}: ${await blob.text()}`),
    isThere: async (fileId) => fileId === 'there',
    drop: async () => {},
    arrived: () => {},
  });
  await uploads.start();
  await until(async () => (await takeBatch(store)).entries.length === 1);
  assert.deepEqual(sent.sort(), ['small: small small', 'whole: whole']);
  assert.equal((await getMessage(store, row.id))?.attachments.length, 4);
});

/** @param {string} name @returns {Attachment} */
const attachment = (name) => ({
  ...{ id: name, name, size: 5, media_type: 'image/jpeg', width: 4, height: 3, duration_ms: null, waveform: null },
  ...{
    preview_url: `/api/v1/files/${name}/preview`,
    url: `/api/v1/files/${name}`,
    created_at: '2026-11-21T12:00:00.000Z',
  },
});

test('files that the server has swept away are brought once more, and only once', async () => {
  const { store, send, stateOf } = await leader();
  const { ids, message: sent } = await send('old');
  await store.db.files.update(ids[0], { state: 'done' });
  const error = {
    code: 'validation_failed',
    message: 'file_ids: names a file that does not exist',
    details: { fields: { file_ids: 'names …' } },
  };
  const refuse = async () => {
    const { entries } = await takeBatch(store);
    await takeResults(store, entries, [{ op_id: entries[0].op_id, status: 'rejected', error }]);
  };
  await refuse();
  assert.deepEqual([await stateOf(ids[0]), (await getMessage(store, sent))?.local?.state], ['waiting', 'sending']);
  await store.db.files.update(ids[0], { state: 'done' });
  await refuse();
  assert.equal((await getMessage(store, sent))?.local?.state, 'failed');
});
