import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { listAllConversations } from '../../static/js/db/conversations.js';
import { releaseIn } from '../../static/js/lib/release.js';
import { describeError } from '../../static/js/sync/errors.js';
import { afterwards, greeted, WORKING } from '../../static/js/sync/service.js';
import {
  followUnsaved,
  heardUnsaved,
  heardWithdrawn,
  newestUnsaved,
  subscribeUnsaved,
  unsavedIn,
} from '../../static/js/sync/unsaved.js';
import { serviceWords } from '../../static/js/ui/sync/service-words.js';
import { BOB, CAROL, closeDevices, device, quiet } from './support/device.js';
import { id, ROOM } from './support/rows.js';

/** @import { Service } from '../../static/js/types.js' */

after(closeDevices);

/** @param {string} of @param {object} [more] */
const told = (of, more) => ({
  message: {
    id: of,
    conversation_id: ROOM,
    sender_id: BOB,
    role: /** @type {const} */ ('user'),
    content: 'Hello',
    thinking: null,
    meta: null,
    reply_to: null,
    encrypted_content: null,
    created_at: '2026-11-21T12:00:00.000Z',
    attached: 0,
    ...more,
  },
});

test('an unsaved message is shown once, as it was first told, until this device holds it', async () => {
  const store = await device();
  const end = followUnsaved(store);
  const changed = () =>
    new Promise((resolve) => {
      let first = true;
      const stop = subscribeUnsaved(() => {
        if (!first) setTimeout(() => resolve(stop()));
        first = false;
      });
    });
  heardUnsaved(told(id(1)));
  heardUnsaved(told(id(2)));
  heardUnsaved(told(id(1), { created_at: '2026-11-21T12:05:00.000Z' }));
  heardUnsaved(told(id(3), { conversation_id: 'elsewhere' }));
  assert.deepEqual(
    unsavedIn(ROOM).map((one) => [one.id, one.created_at.slice(11, 16)]),
    [
      [id(1), '12:00'],
      [id(2), '12:00'],
    ],
  );
  const less = changed();
  await store.db.messages.put(/** @type {any} */ ({ id: id(1), conversation_id: ROOM, ordinal: 1 }));
  await less;
  assert.deepEqual(
    unsavedIn(ROOM).map((one) => one.id),
    [id(2)],
  );
  assert.equal(await store.db.messages.get(id(2)), undefined, 'it is never kept');
  await quiet(store);
  end();
});

test('what its sender takes back is gone, and nobody else can take it back', () => {
  heardUnsaved(told('b1', { conversation_id: 'back' }));
  heardUnsaved(told('b2', { conversation_id: 'back' }));
  heardWithdrawn({ id: 'b2', sender_id: CAROL });
  assert.equal(newestUnsaved().get('back')?.id, 'b2');
  heardWithdrawn({ id: 'b2', sender_id: BOB });
  assert.equal(newestUnsaved().get('back')?.id, 'b1');
  heardWithdrawn({ id: 'b1', sender_id: BOB });
  assert.deepEqual(unsavedIn('back'), []);
});

test('a list shows what was only told, where nothing newer is held', async () => {
  const store = await device();
  const at = (/** @type {string} */ time) => `2026-11-21T${time}.000Z`;
  const held = { id: 'm', sender_id: BOB, preview: 'Held', created_at: at('12:00:00') };
  await store.db.conversations.bulkPut(
    /** @type {any[]} */ ([
      { id: ROOM, kind: 'group', title: 'Pond', last_ordinal: 1, last_message: held },
      {
        id: 'later',
        kind: 'group',
        title: 'Lake',
        last_ordinal: 1,
        last_message: { ...held, created_at: at('12:10:00') },
      },
    ]),
  );
  const list = async (/** @type {ReturnType<typeof told>['message'][]} */ ...messages) => {
    const { active } = await listAllConversations(
      store,
      new Map(messages.map((message) => [message.conversation_id, message])),
    );
    return active.map(({ name, lastMessage }) => [name, lastMessage?.preview, lastMessage?.unsaved]);
  };
  const { message } = told('u', { content: 'Not\nkept', created_at: at('12:20:00'), attached: 1 });
  assert.deepEqual(await list(), [
    ['Lake', 'Held', undefined],
    ['Pond', 'Held', undefined],
  ]);
  assert.deepEqual(await list(message), [
    ['Pond', 'Not kept', { attached: 1 }],
    ['Lake', 'Held', undefined],
  ]);
  assert.deepEqual((await list({ ...message, created_at: at('11:00:00') }))[1], ['Pond', 'Held', undefined]);
});

test('what is told without end does not fill the memory', () => {
  for (let number = 0; number < 1_000; number++) heardUnsaved(told(`n${number}`, { conversation_id: 'flood' }));
  assert.equal(unsavedIn('flood').length, 300);
  assert.equal(unsavedIn('flood').at(-1)?.id, 'n999');
});

test('what a server can’t do is one sentence and one thing to do; administrators learn why', () => {
  const words = (/** @type {Service} */ service, administers = false, otherRelease = false) =>
    serviceWords({ service, otherRelease }, administers);
  assert.equal(words(WORKING), null);
  /** @type {Service} */
  const full = { state: 'read_only', reason: 'full', since: null };
  assert.equal(words(full)?.action, 'retry');
  assert.doesNotMatch(words(full)?.message ?? '', /disk/);
  assert.match(words(full, true)?.message ?? '', /disk is full: free some room/);
  assert.equal(words({ ...full, reason: 'something new' }, true)?.message, words(full)?.message);
  assert.match(
    words({ state: 'maintenance', reason: 'New disk.', since: null })?.message ?? '',
    /looked after: New disk\. /,
  );
  assert.equal(words(WORKING, false, true)?.action, 'reload');
});

test('a greeting says how it stands; a lost connection keeps only what explains it', () => {
  assert.deepEqual(
    greeted({}),
    { service: WORKING, serverRelease: null, otherRelease: false },
    'an older server says nothing of it',
  );
  /** @type {Service} */
  const stopping = { state: 'stopping', reason: null, since: null };
  assert.equal(afterwards(stopping), stopping);
  assert.equal(afterwards({ state: 'read_only', reason: 'full', since: null }), WORKING);
});

test('a page knows its release by the address of its modules', () => {
  assert.equal(releaseIn('https://chat.example/static/abc123/js/lib/release.js'), 'abc123');
  assert.equal(releaseIn('file:///home/ada/static/js/lib/release.js'), null);
});

test('a refusal for maintenance says what was said about it', () => {
  const refusal = { status: 503, code: 'maintenance', message: '', details: { reason: 'New disk.' } };
  assert.match(describeError(refusal).message, /looked after.*New disk\./);
});
