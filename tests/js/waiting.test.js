import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { createGroup, updateConversation } from '../../static/js/db/conversations.js';
import { getDraft, lostDrafts, untoldDrafts } from '../../static/js/db/drafts.js';
import { eraseConversation } from '../../static/js/db/erase.js';
import { editMessage, sendMessage } from '../../static/js/db/messages.js';
import { toggleReaction } from '../../static/js/db/reactions.js';
import { atomically } from '../../static/js/db/store.js';
import { listWaiting } from '../../static/js/db/waiting.js';
import { applyLog } from '../../static/js/sync/apply.js';
import { takeBatch } from '../../static/js/sync/batch.js';
import { discardWaiting, retryAll } from '../../static/js/sync/discard.js';
import { release } from '../../static/js/sync/outbox-states.js';
import { takeResults } from '../../static/js/sync/results.js';
import { status } from '../../static/js/sync/status.js';
import { outbox as words } from '../../static/js/ui/words/outbox.js';
import { BOB, closeDevices, NOON, outboxOf, until } from './support/device.js';
import { listMessages } from './support/messages.js';
import { inRoom } from './support/room.js';
import { id, ROOM, roomSnapshot } from './support/rows.js';

after(closeDevices);

/** @param {import('../../static/js/types.js').Store} store */
async function told(store) {
  const { items } = await listWaiting(store);
  return items.map((item) => words.what(item, item.text));
}

/** @param {import('../../static/js/types.js').Store} store @param {string} label */
async function discard(store, label) {
  const { items } = await listWaiting(store);
  const item = items.find((one) => words.what(one, one.text) === label);
  assert.ok(item, `nothing waits that is called ${label}`);
  return discardWaiting(store, item);
}

test('what waits is told in words, and what is discarded takes along what follows from it', async () => {
  const store = await inRoom(1);
  const first = await sendMessage(store, { conversationId: ROOM, content: 'One' });
  await sendMessage(store, { conversationId: ROOM, content: 'Two', replyTo: first });
  await toggleReaction(store, first, '👍');
  await toggleReaction(store, id(1), '🎉');
  await editMessage(store, id(1), 'changed');
  await updateConversation(store, ROOM, { title: 'Pond' });
  assert.deepEqual(await told(store), [
    'Message to Pond: “One”',
    'Message to Pond: “Two”',
    'Reaction 👍 in Pond',
    'Reaction 🎉 in Pond',
    'Edit in Pond: “changed”',
    'Rename Room to “Pond”',
  ]);
  assert.equal(await discard(store, 'Message to Pond: “One”'), 'One');
  assert.equal(await discard(store, 'Edit in Pond: “changed”'), 'changed');
  assert.equal(await discard(store, 'Rename Room to “Pond”'), '');
  assert.deepEqual(await told(store), ['Message to Room: “Two”', 'Reaction 🎉 in Room']);
  assert.deepEqual(
    (await listMessages(store, ROOM)).map(({ content, reply_to }) => [content, reply_to]),
    [
      ['hello', null],
      ['Two', null],
    ],
  );
  const [two] = await outboxOf(store);
  assert.deepEqual([two.fields.reply_to, two.needs.includes(`message:${first}`)], [undefined, false]);
});

test('what is on its way can’t be discarded; what was put off or refused can be tried again', async () => {
  const store = await inRoom(1);
  for (const content of ['One', 'Two']) await sendMessage(store, { conversationId: ROOM, content });
  await editMessage(store, id(1), 'changed');
  const { entries } = await takeBatch(store);
  assert.equal(await discard(store, 'Message to Room: “One”'), '');
  assert.equal((await outboxOf(store)).length, 3);
  const put_off = {
    status: /** @type {const} */ ('retry'),
    error: { code: 'internal', message: '', details: { retry_after: 60 } },
  };
  const refused = { status: /** @type {const} */ ('rejected'), error: { code: 'forbidden', message: 'No.' } };
  const [one, two, edit] = entries.map(({ op_id }) => op_id);
  await takeResults(store, entries, [
    { op_id: one, ...put_off },
    { op_id: two, status: 'retry' },
    { op_id: edit, ...refused },
  ]);
  const { items } = await listWaiting(store);
  assert.deepEqual(
    items.map(({ state, until, error }) => [state, until > NOON, error?.code]),
    [
      ['failed', false, 'forbidden'],
      ['later', true, undefined],
      ['waiting', false, undefined],
    ],
  );
  assert.deepEqual((await takeBatch(store)).entries, [], 'the second does not overtake the first');
  assert.equal((await outboxOf(store))[1].attempts, 0, 'it was not looked at');
  await retryAll(store, items);
  assert.deepEqual(
    (await takeBatch(store)).entries.map(({ fields }) => fields.content),
    ['One', 'Two', 'changed'],
  );
});

test('what others may have been shown while the server can’t save is taken back from them', async (t) => {
  const store = await inRoom(1);
  for (const content of ['One', 'Two']) await sendMessage(store, { conversationId: ROOM, content });
  /** @type {any[]} */
  const pushed = [];
  t.mock.method(globalThis, 'fetch', async (/** @type {string} */ url, /** @type {any} */ { body }) => {
    if (url.endsWith('/sync/push')) pushed.push(...JSON.parse(body).ops);
    return Response.json({ user: { id: store.userId }, csrf_token: 'token', results: [] });
  });
  status.update({ service: { state: 'read_only', reason: 'full', since: null } });
  assert.equal(await discard(store, 'Message to Room: “One”'), 'One', 'which never left');
  await takeBatch(store);
  await release(store);
  assert.equal(await discard(store, 'Message to Room: “Two”'), 'Two');
  await until(() => pushed.length > 0);
  assert.deepEqual(
    pushed.map(({ op, withdrawn, fields }) => [op, withdrawn, fields.content]),
    [
      ['create', true, 'Two'],
      ['delete', undefined, undefined],
    ],
    'and deleted, should it be saved just now',
  );
  assert.equal(pushed[0].entity_id, pushed[1].entity_id);
  assert.notEqual(pushed[0].op_id, pushed[1].op_id);
  assert.deepEqual(await outboxOf(store), []);
  status.update({ service: { state: 'ok', reason: null, since: null } });
});

test('a group that is discarded before it left leaves its texts', async () => {
  const store = await inRoom(1);
  const pond = await createGroup(store, { title: 'Pond', memberIds: [BOB] });
  await sendMessage(store, { conversationId: pond, content: 'One' });
  await discard(store, 'New group Pond');
  assert.deepEqual([await outboxOf(store), (await getDraft(store, pond))?.content], [[], 'One']);
});

test('texts of a conversation that is lost are told of once, and are a draft again when it is back', async () => {
  const store = await inRoom(1);
  await sendMessage(store, { conversationId: ROOM, content: 'One' });
  // By its log, and then by the pull.
  for (let time = 0; time < 2; time++) await atomically(store, () => eraseConversation(store, ROOM));
  assert.deepEqual(
    (await lostDrafts(store)).map(({ content, lost }) => [content, lost?.name]),
    [['One', 'Room']],
  );
  const tabs = await Promise.all([untoldDrafts(store), untoldDrafts(store)]);
  assert.deepEqual(
    tabs.map((drafts) => drafts.length),
    [1, 0],
  );
  await applyLog(store, roomSnapshot(1));
  assert.deepEqual([await lostDrafts(store), (await getDraft(store, ROOM))?.content], [[], 'One']);
});
