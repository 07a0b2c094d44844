import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { getDraft, saveDraft } from '../../static/js/db/drafts.js';
import {
  blobOf,
  keepPreview,
  MOST_FILES,
  previewOf,
  stagedFiles,
  stageFile,
  unstageFile,
} from '../../static/js/db/files.js';
import { getMessage, sendMessage } from '../../static/js/db/messages.js';
import { keepPiece, keptPieces } from '../../static/js/db/recordings.js';
import { cleanName } from '../../static/js/lib/file-names.js';
import { applyLog } from '../../static/js/sync/apply.js';
import { takeBatch } from '../../static/js/sync/batch.js';
import { closeDevices, device, outboxOf } from './support/device.js';
import { ROOM, roomSnapshot } from './support/rows.js';

after(closeDevices);

const inRoom = async () => {
  const store = await device();
  await applyLog(store, roomSnapshot());
  return store;
};

/** @param {string} text */
const note = (text) => ({ blob: new Blob([text], { type: 'text/plain' }), name: `${text}.txt` });

test('a file that is chosen joins the draft, bytes and all, and typing leaves it there', async () => {
  const store = await inRoom();
  const [one, two] = [await stageFile(store, ROOM, note('one')), await stageFile(store, ROOM, note('two'))];
  await saveDraft(store, ROOM, { content: 'half a thou' });
  await saveDraft(store, ROOM, { content: '' });
  assert.deepEqual((await getDraft(store, ROOM))?.file_ids, [one, two]);
  assert.deepEqual(
    (await stagedFiles(store, ROOM)).map(({ name, size, state }) => [name, size, state]),
    [
      ['one.txt', 3, 'staged'],
      ['two.txt', 3, 'staged'],
    ],
  );
  assert.equal(await (await blobOf(store, two))?.text(), 'two');
});

test('a database that takes no blobs, as in a private window of Safari, keeps files all the same', async () => {
  const store = await inRoom();
  let refused = 0;
  for (const table of store.db.tables)
    table.hook('creating', (_key, row) => {
      if (![row.blob, row.value].some((value) => value instanceof Blob)) return;
      refused += 1;
      throw new DOMException('Error preparing Blob/File data to be stored in object store', 'DataCloneError');
    });
  const id = await stageFile(store, ROOM, note('one'));
  await keepPreview(store, id, ROOM, new Blob(['small'], { type: 'image/webp' }));
  await keepPiece(store, ROOM, 0, { blob: new Blob(['spoken']), levels: [1], stepMs: 50 });
  assert.equal(refused, 1, 'it is tried once, not with every file');
  assert.equal(await (await blobOf(store, id))?.text(), 'one');
  const preview = await previewOf(store, id);
  assert.deepEqual([await preview?.text(), preview?.type], ['small', 'image/webp']);
  const [piece] = await keptPieces(store, ROOM);
  assert.deepEqual([await piece.blob.text(), piece.levels], ['spoken', [1]]);
});

test('a file that is taken out again is gone, and so is a draft that held nothing else', async () => {
  const store = await inRoom();
  const id = await stageFile(store, ROOM, note('one'));
  await unstageFile(store, ROOM, id);
  assert.equal(await getDraft(store, ROOM), null);
  assert.deepEqual([await store.db.files.count(), await store.db.blobs.count()], [0, 0]);
});

test('no more than ten go with one message', async () => {
  const store = await inRoom();
  for (let count = 0; count < MOST_FILES; count++) await stageFile(store, ROOM, note('one'));
  await assert.rejects(stageFile(store, ROOM, note('one')), { code: 'too_many' });
  assert.equal(await store.db.files.count(), MOST_FILES);
});

test('a message shows its files at once, and leaves when they have arrived', async () => {
  const store = await inRoom();
  const fileId = await stageFile(store, ROOM, { ...note('one'), durationMs: 1234.5, waveform: [1, 2] });
  const id = await sendMessage(store, { conversationId: ROOM, content: '', fileIds: [fileId], contextIds: [] });
  const [file] = (await getMessage(store, id))?.attachments ?? [];
  assert.deepEqual(
    [file.id, file.name, file.duration_ms, file.waveform, file.url],
    [fileId, 'one.txt', 1235, [1, 2], null],
  );
  const [entry] = await outboxOf(store);
  assert.deepEqual([entry.fields.file_ids, entry.fields.context_ids], [[fileId], undefined]);
  assert.equal(await getDraft(store, ROOM), null);
  assert.deepEqual((await takeBatch(store)).entries, []);
  await store.db.files.update(fileId, { state: 'done' });
  assert.equal((await takeBatch(store)).entries.length, 1);
});

test('what is being typed stays when something else is sent', async () => {
  const store = await inRoom();
  const [voice, photo] = [await stageFile(store, ROOM, note('voice')), await stageFile(store, ROOM, note('photo'))];
  await saveDraft(store, ROOM, { content: 'half a thou' });
  await sendMessage(store, { conversationId: ROOM, content: '', fileIds: [voice] });
  const draft = await getDraft(store, ROOM);
  assert.deepEqual([draft?.content, draft?.file_ids], ['half a thou', [photo]]);
});

test('messages keep their order while files travel, but none waits for a long film', async () => {
  const store = await inRoom();
  const photo = await stageFile(store, ROOM, note('photo'));
  await sendMessage(store, { conversationId: ROOM, content: 'photo', fileIds: [photo] });
  await sendMessage(store, { conversationId: ROOM, content: 'what do you think of it?' });
  assert.deepEqual((await takeBatch(store)).entries, []);
  const [first] = await outboxOf(store);
  const attachments = (first.attachments ?? []).map((file) => ({ ...file, size: 60 * 1024 * 1024 }));
  await store.db.outbox.put({ ...first, attachments });
  assert.deepEqual(
    (await takeBatch(store)).entries.map(({ fields }) => fields.content),
    ['what do you think of it?'],
  );
});

test('names are safe to show and to save under', () => {
  assert.deepEqual(
    ['../../etc/passwd', 'C:\\Windows\\a.exe', 'photo\u202egpj.exe', ' .. ', 'a\u0000b\n c.txt', '.env', ''].map(
      cleanName,
    ),
    ['passwd', 'a.exe', 'photogpj.exe', 'file', 'ab c.txt', 'env', 'file'],
  );
  const long = cleanName(`${'ä'.repeat(500)}.jpeg`);
  assert.deepEqual([long.length, long.endsWith('.jpeg')], [200, true]);
});
