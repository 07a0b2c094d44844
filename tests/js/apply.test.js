import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { listConversations } from '../../static/js/db/conversations.js';
import { listMembers } from '../../static/js/db/memberships.js';
import { getCursor } from '../../static/js/db/meta.js';
import { applyLog, applyLogs, judge } from '../../static/js/sync/apply.js';
import { ADA, BOB, closeDevices, contents, device } from './support/device.js';
import { listMessages } from './support/messages.js';
import { inRoom } from './support/room.js';
import { arrival, conversation, id, membership, message, packet, ROOM, reaction, upsert } from './support/rows.js';

after(closeDevices);

test('the from/to rule: apply what follows, ignore what is known, notice what is missing', () => {
  const entry = { log: 'c:x', from: 5, to: 8, changes: [] };
  assert.equal(judge(entry, 5), 'applied');
  assert.equal(judge(entry, 7), 'applied');
  assert.equal(judge(entry, 8), 'ignored');
  assert.equal(judge(entry, 9), 'ignored');
  assert.equal(judge(entry, 4), 'gap');
  assert.equal(judge(entry, undefined), 'gap');
  assert.equal(judge({ ...entry, from: 0 }, undefined), 'applied');
  assert.equal(judge({ ...entry, snapshot: true }, 2), 'applied');
  assert.equal(judge({ ...entry, snapshot: true }, undefined), 'applied');
});

test('a packet brings its rows and moves the cursor and the head of the conversation', async () => {
  const store = await inRoom();
  assert.equal(await applyLog(store, arrival(1, { content: ' hello \n there ' })), 'applied');
  assert.equal(await getCursor(store, `c:${ROOM}`), 4);
  const [row] = await store.db.conversations.toArray();
  assert.equal(row.last_ordinal, 1);
  assert.equal(row.last_seq, 4);
  assert.equal(row.message_count, 1);
  assert.equal(row.last_message?.preview, 'hello there');
  assert.equal(row.version, 1, 'a message is no change of the conversation');
});

test('who a direct conversation is with is known whichever log tells of it first', async () => {
  const members = [membership({ version: 2 }), membership({ user_id: BOB, version: 3 })];
  const direct = { ...conversation({ kind: 'direct' }), title: null };
  const beginning = packet(0, 3, [
    upsert('conversation', { ...direct, members: [] }),
    ...members.map((row) => upsert('membership', row)),
  ]);
  const gained = { log: `u:${ADA}`, from: 0, to: 1, changes: [upsert('conversation', { ...direct, members })] };
  for (const entries of [
    [beginning, gained],
    [gained, beginning],
  ]) {
    const store = await device();
    for (const entry of entries) await applyLog(store, entry);
    assert.equal((await store.db.conversations.get(ROOM))?.peer_id, BOB);
  }
});

test('a packet that comes twice changes nothing', async () => {
  const store = await inRoom();
  await applyLog(store, arrival(1));
  const before = await contents(store);
  assert.equal(await applyLog(store, arrival(1)), 'ignored');
  assert.deepEqual(await contents(store), before);
});

test('of swapped packets the later one waits as a gap, and nothing of it is kept', async () => {
  const store = await inRoom();
  assert.equal(await applyLog(store, arrival(2)), 'gap');
  assert.equal(await store.db.messages.count(), 0);
  assert.deepEqual(await applyLogs(store, [arrival(1), arrival(2)]), ['applied', 'applied']);
  assert.deepEqual(
    (await listMessages(store, ROOM)).map((row) => row.ordinal),
    [1, 2],
  );
});

test('an overlapping pull does not bring back an older copy of a row', async () => {
  const store = await inRoom(1);
  await applyLog(store, packet(4, 6, [upsert('message', message({ content: 'newer', version: 6 }))]));
  await applyLog(store, packet(3, 7, [upsert('message', message({ content: 'older', version: 5 }))]));
  assert.equal((await store.db.messages.get(id(1)))?.content, 'newer');
  assert.equal(await getCursor(store, `c:${ROOM}`), 7);
});

test('when a row can’t be stored, the cursor stays: both are one transaction', async () => {
  const store = await inRoom();
  const bad = arrival(1);
  bad.changes[0].row.meta = () => 'functions can’t be stored';
  await assert.rejects(applyLog(store, bad));
  assert.equal(await getCursor(store, `c:${ROOM}`), 3);
  assert.equal(await store.db.messages.count(), 0);
});

test('editing or deleting the last message changes what lists show of it', async () => {
  const store = await inRoom(2);
  await applyLog(
    store,
    packet(5, 6, [upsert('message', message({ ordinal: 2, content: 'edited', version: 6 }))], {
      last_ordinal: 2,
      message_count: 2,
    }),
  );
  assert.equal((await listConversations(store))[0].lastMessage?.preview, 'edited');
  const gone = message({ ordinal: 2, content: '', deleted_at: '2026-11-21T12:01:00.000Z', version: 7 });
  await applyLog(store, packet(6, 7, [upsert('message', gone)], { last_ordinal: 2, message_count: 1 }));
  const [view] = await listConversations(store);
  assert.equal(view.lastMessage?.preview, '');
  assert.equal(view.conversation.message_count, 1);
});

test('an edit of an older message leaves the last one alone', async () => {
  const store = await inRoom(2);
  const before = (await store.db.conversations.get(ROOM))?.last_message;
  await applyLog(
    store,
    packet(5, 6, [upsert('message', message({ ordinal: 1, content: 'edited', version: 6 }))], {
      last_ordinal: 2,
      message_count: 2,
    }),
  );
  assert.deepEqual((await store.db.conversations.get(ROOM))?.last_message, before);
});

test('a tombstone keeps the message’s place and takes its reactions away, whichever comes first', async () => {
  const gone = message({ content: '', deleted_at: '2026-11-21T12:01:00.000Z', version: 6 });
  const reacted = upsert('reaction', reaction({ version: 5 }));
  for (const changes of [
    [reacted, upsert('message', gone)],
    [upsert('message', gone), reacted],
  ]) {
    const store = await inRoom(1);
    await applyLog(store, packet(4, 6, changes));
    assert.equal(await store.db.reactions.count(), 0);
    const [row] = await listMessages(store, ROOM);
    assert.deepEqual([row.id, row.ordinal, row.content], [id(1), 1, '']);
  }
});

test('receipts move the pointers of memberships and never back', async () => {
  const store = await inRoom(3);
  const receipt = (/** @type {number} */ seq, /** @type {number} */ read) => ({
    log: `r:${ROOM}`,
    from: seq - 1,
    to: seq,
    changes: [
      upsert('receipt', {
        conversation_id: ROOM,
        user_id: id(2),
        delivered_ordinal: 3,
        read_ordinal: read,
        receipt_seq: seq,
        version: seq,
      }),
    ],
  });
  await applyLog(store, { ...packet(6, 7, [upsert('membership', membership({ user_id: id(2), version: 7 }))]) });
  await applyLog(store, receipt(1, 2));
  await applyLog(store, receipt(2, 1));
  const row = await store.db.memberships.get([ROOM, id(2)]);
  assert.deepEqual([row?.delivered_ordinal, row?.read_ordinal, row?.role], [3, 2, 'member']);
  assert.equal((await store.db.conversations.get(ROOM))?.last_receipt_seq, 2);
});

test('a membership that comes with older pointers than the receipts keeps the receipts', async () => {
  const store = await inRoom(3);
  await applyLog(store, {
    log: `r:${ROOM}`,
    from: 0,
    to: 9,
    changes: [
      upsert('receipt', {
        conversation_id: ROOM,
        user_id: id(2),
        delivered_ordinal: 3,
        read_ordinal: 3,
        receipt_seq: 9,
        version: 9,
      }),
    ],
  });
  assert.equal((await listMembers(store, ROOM)).length, 2, 'nobody is shown as a member for a receipt');
  await applyLog(
    store,
    packet(6, 7, [upsert('membership', membership({ user_id: id(2), role: 'owner', version: 7 }))]),
  );
  const row = await store.db.memberships.get([ROOM, id(2)]);
  assert.deepEqual([row?.role, row?.read_ordinal], ['owner', 3]);
});

test('a conversation that arrives ahead of its log is not set back by the packets in between', async () => {
  const store = await inRoom(1);
  const ahead = conversation({
    version: 9,
    title: 'Renamed',
    last_seq: 9,
    last_ordinal: 4,
    message_count: 4,
    last_message: null,
  });
  await applyLog(store, { log: `u:${store.userId}`, from: 0, to: 1, changes: [upsert('conversation', ahead)] });
  await applyLog(store, arrival(2));
  const row = await store.db.conversations.get(ROOM);
  assert.deepEqual([row?.title, row?.last_seq, row?.last_ordinal], ['Renamed', 9, 4]);
});

test('entities and fields of a later release are passed over', async () => {
  const store = await inRoom();
  const odd = { ...upsert('message', message({ version: 4 })), entity: /** @type {any} */ ('pin'), entity_id: id(5) };
  assert.equal(await applyLog(store, packet(3, 4, [odd])), 'applied');
  assert.equal(await getCursor(store, `c:${ROOM}`), 4);
});
