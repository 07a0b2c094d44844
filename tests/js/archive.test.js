/** @import { Device } from './support/device.js' */
import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { addContact } from '../../static/js/db/contacts.js';
import { addToDraft, attachContext, attachedTo, contextsById, createContext } from '../../static/js/db/contexts.js';
import { createGroup } from '../../static/js/db/conversations.js';
import { getDraft, saveDraft } from '../../static/js/db/drafts.js';
import { uploadQueue } from '../../static/js/db/file-queue.js';
import { blobOf, keepPreview, previewOf, stageFile } from '../../static/js/db/files.js';
import { editMessage, sendMessage } from '../../static/js/db/messages.js';
import { setCursors, setMeta } from '../../static/js/db/meta.js';
import { createStore } from '../../static/js/db/store.js';
import { exportAll } from '../../static/js/storage/archive/export.js';
import { PAGE } from '../../static/js/storage/archive/format.js';
import { importAll } from '../../static/js/storage/archive/import.js';
import { applyLog } from '../../static/js/sync/apply.js';
import { ADA, BOB, closeDevices, contents, device } from './support/device.js';
import { context, id, message, packet, ROOM, reaction, roomSnapshot, upsert, user } from './support/rows.js';

/** @type {(() => void)[]} */
const ends = [];
afterEach(() => {
  closeDevices();
  for (const end of ends.splice(0)) end();
});

/** A device after its first pull. @param {Device} store */
async function pulled(store, newest = 60) {
  await setMeta(store, 'epoch', 'epoch-1');
  await applyLog(store, roomSnapshot(newest));
  return store;
}

/** The same person on the same server after signing out and in again: an empty database. @param {Device} store */
async function afterwards(store) {
  const { serverId, userId, time } = store;
  await store.db.delete();
  const fresh = await createStore({ serverId, userId, deviceId: 'another', now: () => time.now });
  ends.push(() => fresh.close());
  return Object.assign(fresh, { time });
}

/** @param {Device} store one that has done a bit of everything */
async function livelyDevice(store) {
  await pulled(store);
  const older = Array.from({ length: 10 }, (_, index) =>
    upsert('message', message({ ordinal: index + 1, version: index + 4 })),
  );
  await applyLog(store, packet(63, 64, [...older, upsert('reaction', reaction({ version: 64 }))]));
  await sendMessage(store, { conversationId: ROOM, content: 'not yet sent <b>' });
  await editMessage(store, (await sendMessage(store, { conversationId: ROOM, content: 'first' })) ?? '', 'then');
  const group = await createGroup(store, { title: 'New <script>', memberIds: [BOB] });
  await sendMessage(store, { conversationId: group, content: 'in a group that nobody knows of' });
  await addContact(store, { user: user(), nickname: 'Bobby' });
  await saveDraft(store, ROOM, { content: 'half a thought' });
  return group;
}

const NAMES = ['messages', 'reactions', 'conversations', 'memberships', 'contacts', 'drafts', 'ranges'];

/** @param {Device} store */
async function essence(store) {
  const all = await contents(store);
  return {
    ...Object.fromEntries(NAMES.map((name) => [name, all[name]])),
    outbox: all.outbox.map((/** @type {any} */ { position, sent, ...entry }) => entry),
  };
}

test('export, wipe, import: the same rows, and every waiting change under its own id', async () => {
  const before = await device();
  await livelyDevice(before);
  const expected = await essence(before);
  const zip = await exportAll(before, { address: 'https://school.example' });
  const after = await afterwards(before);
  await pulled(after);
  await applyLog(after, packet(63, 64, []));
  const imported = await importAll(after, zip);
  assert.deepEqual(imported, { messages: 13, unsent: 5, drafts: 1 });
  assert.deepEqual(await essence(after), expected);
  assert.ok((await after.db.outbox.toArray()).every(({ sent, state }) => sent && state === 'waiting'));
  assert.deepEqual(await importAll(after, zip), { messages: 0, unsent: 0, drafts: 0 });
  assert.deepEqual(await essence(after), expected, 'a second time changes nothing');
  await after.db.outbox.clear();
  await importAll(after, zip);
  assert.equal(await after.db.outbox.count(), 0, 'what was sent since does not wait again');
});

test('what is newer stays, and what changed since the export is asked for again', async () => {
  const before = await device();
  await pulled(before, 60);
  const zip = await exportAll(before);
  const after = await afterwards(before);
  await pulled(after, 0);
  await setCursors(after, new Map([[`c:${ROOM}`, 500]]));
  await after.db.messages.put({ ...message({ ordinal: 20, version: 400, content: 'edited since' }), local: null });
  await saveDraft(after, ROOM, { content: 'newer' });
  await importAll(after, zip);
  assert.equal((await after.db.messages.get(id(20)))?.content, 'edited since');
  assert.equal((await after.db.messages.get(id(21)))?.content, 'hello');
  assert.equal((await after.db.drafts.get(ROOM))?.content, 'newer');
  assert.equal((await after.db.meta.get(`cursor:c:${ROOM}`))?.value, 63, 'from where the export stood');
});

test('nothing comes into conversations that one has lost, nor history from before the server was restored', async () => {
  const before = await device();
  await livelyDevice(before);
  const zip = await exportAll(before);
  const after = await afterwards(before);
  await setMeta(after, 'epoch', 'epoch-1');
  await importAll(after, zip);
  assert.deepEqual(
    (await after.db.messages.toArray()).map(({ content }) => content),
    ['in a group that nobody knows of'],
  );
  const homeless = await after.db.drafts.get(ROOM);
  assert.match(homeless?.content ?? '', /not yet sent <b>/, 'a text is never lost');
  assert.deepEqual(homeless?.lost, { name: 'Room', told: false });
  const restored = await afterwards(after);
  await pulled(restored, 5);
  await setMeta(restored, 'epoch', 'epoch-2');
  await importAll(restored, zip);
  assert.deepEqual(
    (await restored.db.messages.toArray()).filter(({ local }) => !local).map(({ ordinal }) => ordinal),
    [1, 2, 3, 4, 5],
  );
  assert.equal(
    (await restored.db.outbox.toArray()).every(({ base_version }) => base_version === null),
    true,
  );
  assert.equal((await restored.db.drafts.get(ROOM))?.content, 'half a thought');
});

test('the page is for reading: text stays text, nothing runs, nothing is fetched', async () => {
  const store = await device();
  await livelyDevice(store);
  const files = unzipSync(new Uint8Array(await (await exportAll(store)).arrayBuffer()));
  const page = strFromU8(files['conversations.html']);
  assert.match(page, /not yet sent &#60;b&#62;/);
  assert.match(page, /New &#60;script&#62;/);
  assert.match(page, /half a thought/);
  assert.match(page, /default-src 'none'/);
  assert.doesNotMatch(page, /<(script|img|link|iframe)|javascript:|\son\w+=/i);
});

test('somebody else’s export, and that of another server, are refused', async () => {
  const zip = await exportAll(await livelyAndPulled());
  const bob = await pulled(await device(BOB));
  await refuses(bob, zip, 'other-server');
  const files = await unpacked(zip);
  const manifest = JSON.parse(strFromU8(files['quchat.json']));
  manifest.server.id = bob.serverId;
  await refuses(bob, packedAgain({ ...files, 'quchat.json': strToU8(JSON.stringify(manifest)) }), 'other-account');
});

test('damaged and hostile files are refused, whole', async () => {
  const before = await device();
  await livelyDevice(before);
  const zip = await exportAll(before);
  const store = await afterwards(before);
  await pulled(store);
  const bytes = new Uint8Array(await zip.arrayBuffer());
  const files = unzipSync(bytes);
  const lines = files['data/messages.jsonl'];
  const manifest = JSON.parse(strFromU8(files['quchat.json']));
  /** @param {Uint8Array} data */
  const withMessages = (data) => packedAgain({ ...files, 'data/messages.jsonl': data });
  const changed = (/** @type {any} */ fields) =>
    packedAgain({ ...files, 'quchat.json': strToU8(JSON.stringify({ ...manifest, ...fields })) });
  // Not packed: what a flipped bit unpacks to could be of any length.
  const broken = zipSync(files, { level: 0 });
  broken[Buffer.from(broken).indexOf(lines) + 5] ^= 0x01;
  const bomb = zipSync({ ...files, 'data/messages.jsonl': new Uint8Array(40 * 1024 * 1024).fill(32) });
  const lying = zipSync({ ...files, 'data/messages.jsonl': new Uint8Array(4 * 1024 * 1024).fill(10) });
  understate(lying, 'data/messages.jsonl', lines.length);
  /** @type {[string, Blob, string][]} */
  const cases = [
    ['nothing', new Blob([]), 'other-file'],
    ['a picture', new Blob([new Uint8Array(500).fill(7)]), 'other-file'],
    ['another zip', packedAgain({ 'word/document.xml': strToU8('<x/>') }), 'other-file'],
    ['cut short', new Blob([bytes.slice(0, bytes.length - 200)]), 'other-file'],
    ['a flipped bit', new Blob([broken]), 'damaged'],
    ['no JSON', withMessages(strToU8('{"id":')), 'damaged'],
    ['no rows', withMessages(strToU8('[]\n"x"\nnull\n')), 'damaged'],
    ['a row of something else', withMessages(strToU8('{"id":"x"}\n')), 'damaged'],
    ['fewer rows than it says', withMessages(lines.slice(0, lines.indexOf(10) + 1)), 'damaged'],
    ['no UTF-8', withMessages(new Uint8Array([0xff, 0xfe, 10])), 'damaged'],
    ['one huge line', new Blob([bomb]), 'hostile'],
    ['more than it said', new Blob([lying]), 'hostile'],
    ['a way out', packedAgain({ ...files, '../../.bashrc': strToU8('x') }), 'hostile'],
    ['an absolute path', packedAgain({ ...files, '/etc/passwd': strToU8('x') }), 'hostile'],
    ['a newer version', changed({ version: 2 }), 'newer'],
    ['no account', changed({ account: null }), 'damaged'],
  ];
  const untouched = await contents(store);
  for (const [name, file, reason] of cases) await refuses(store, file, reason, name);
  assert.deepEqual(await contents(store), untouched);
});

test('when taking it in fails half way, nothing of it stays', async () => {
  const before = await device();
  await livelyDevice(before);
  const zip = await exportAll(before);
  const after = await afterwards(before);
  await pulled(after);
  const untouched = await contents(after);
  after.db.drafts.hook('creating', () => {
    throw new Error('no room');
  });
  await assert.rejects(importAll(after, zip));
  assert.deepEqual(await contents(after), untouched);
});

async function livelyAndPulled() {
  const store = await device(ADA);
  await livelyDevice(store);
  return store;
}

/** @param {Blob} zip */
const unpacked = async (zip) => unzipSync(new Uint8Array(await zip.arrayBuffer()));

/** @param {Object<string, Uint8Array>} files */
const packedAgain = (files) => new Blob([zipSync(files)]);

/** @param {Device} store @param {Blob} file @param {string} reason @param {string} [name] */
const refuses = (store, file, reason, name) =>
  assert.rejects(importAll(store, file), { name: 'Unreadable', reason }, name);

/** Lies about an entry's size in the directory. @param {Uint8Array} zip @param {string} name @param {number} size */
function understate(zip, name, size) {
  const view = new DataView(zip.buffer, zip.byteOffset, zip.byteLength);
  const text = new TextDecoder('latin1').decode(zip);
  const at = text.lastIndexOf(name) - 46;
  assert.equal(view.getUint32(at, true), 0x02014b50);
  view.setUint32(at + 24, size, true);
}

test('files that were not sent are in it with their bytes, and small pictures of those that were', async () => {
  const before = await device();
  await pulled(before);
  const [waits, drafted] = [await stage(before, 'waits'), await stage(before, 'drafted')];
  await sendMessage(before, { conversationId: ROOM, content: '', fileIds: [waits] });
  const seen = id(77);
  await applyLog(
    before,
    packet(63, 64, [upsert('message', message({ version: 64, attachments: [attachment(seen)] }))]),
  );
  await keepPreview(before, seen, ROOM, new Blob(['small']));
  const zip = await exportAll(before);
  const after = await afterwards(before);
  await pulled(after);
  await importAll(after, zip);
  assert.deepEqual((await getDraft(after, ROOM))?.file_ids, [drafted]);
  assert.deepEqual(
    (await uploadQueue(after)).map((file) => file.id),
    [waits],
  );
  assert.deepEqual(
    await Promise.all(
      [blobOf(after, waits), blobOf(after, drafted), previewOf(after, seen)].map(async (blob) => (await blob)?.text()),
    ),
    ['waits', 'drafted', 'small'],
  );
});

/** @param {Device} store @param {string} text */
const stage = (store, text) => stageFile(store, ROOM, { blob: new Blob([text], { type: 'text/plain' }), name: text });

/** @param {string} fileId @returns {any} */
const attachment = (fileId) => ({ id: fileId, name: 'seen.jpg', size: 5, media_type: 'image/jpeg' });

test('contexts go along: one’s own, those that were shown, and what waits to be attached', async () => {
  const before = await pulled(await device());
  const shown = context({ id: id(77), owner_id: BOB, title: 'Of Bob' });
  await applyLog(before, packet(63, 64, [upsert('context', shown)]));
  const fields = { content: 'Nine to five', category: /** @type {const} */ ('knowledge'), tags: ['shop'] };
  const own = await createContext(before, { title: 'Hours', ...fields });
  await attachContext(before, ROOM, own);
  await addToDraft(before, ROOM, [own]);
  const zip = await exportAll(before);
  const page = strFromU8(unzipSync(new Uint8Array(await zip.arrayBuffer()))[PAGE]);
  assert.ok(page.includes('<summary dir="auto">Hours</summary>'));
  const after = await afterwards(before);
  await pulled(after);
  await importAll(after, zip);
  const held = await contextsById(after, [own, shown.id]);
  assert.deepEqual([...held.values()].map(({ title, content }) => [title, content]).sort(), [
    ['Hours', 'Nine to five'],
    ['Of Bob', 'Nine to five'],
  ]);
  assert.deepEqual(held.get(shown.id)?.shown_by, [ROOM]);
  assert.deepEqual(await attachedTo(after, ROOM), [own]);
  assert.deepEqual((await getDraft(after, ROOM))?.context_ids, [own]);
});
