import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { listMembers } from '../../static/js/db/memberships.js';
import { deleteMessage } from '../../static/js/db/messages.js';
import { banMember, FOREVER, listBanned, reportMessage, silenceMember } from '../../static/js/db/moderation.js';
import { listNotices, putAway } from '../../static/js/db/notices.js';
import { applyLog } from '../../static/js/sync/apply.js';
import { takeResults } from '../../static/js/sync/results.js';
import { timeUntilOpen, whyClosed } from '../../static/js/ui/moderation/why-closed.js';
import { ADA, BOB, closeDevices, device, outboxOf } from './support/device.js';
import { conversation, id, membership, ROOM, roomSnapshot } from './support/rows.js';

/** @import { Notice } from '../../static/js/types.js' */

after(closeDevices);

const SOON = new Date(Date.now() + 60_000).toISOString();
const PAST = '2020-01-01T00:00:00.000Z';

/** A moderator's device, with a message of Bob's. */
async function moderator() {
  const store = await device();
  await applyLog(store, roomSnapshot(1));
  return store;
}

/** @returns {Notice} */
const notice = () => ({
  id: id(700),
  kind: 'warned',
  conversation_id: ROOM,
  title: 'Room',
  content: 'hello',
  reason: 'Be nice',
  created_at: PAST,
  version: 1,
});

test('a mute shows at once and goes away when it is refused', async () => {
  const store = await moderator();
  await silenceMember(store, ROOM, BOB, FOREVER, 'Shouting');
  const muted = await store.db.memberships.get([ROOM, BOB]);
  assert.deepEqual([muted?.silenced_until, muted?.sanction_reason], [FOREVER, 'Shouting']);
  const [entry] = await outboxOf(store);
  const error = { code: 'forbidden', message: 'Only moderators.' };
  await takeResults(store, [entry], [{ op_id: entry.op_id, status: 'rejected', error }]);
  assert.equal((await store.db.memberships.get([ROOM, BOB]))?.silenced_until, null);
});

test('who is banned is no member any more, and listed apart until the ban is lifted', async () => {
  const store = await moderator();
  await banMember(store, ROOM, BOB, true, 'Spam');
  assert.deepEqual(
    (await listMembers(store, ROOM)).map(({ membership }) => membership.user_id),
    [ADA],
  );
  assert.deepEqual(
    (await listBanned(store, ROOM)).map(({ membership }) => membership.user_id),
    [BOB],
  );
  await banMember(store, ROOM, BOB, false);
  assert.deepEqual(await listBanned(store, ROOM), []);
});

test('a message that a moderator removes says so at once', async () => {
  const store = await moderator();
  await deleteMessage(store, id(1), 'Spam');
  const row = await store.db.messages.get(id(1));
  assert.deepEqual([row?.content, row?.meta], ['', { removed_by: 'moderator' }]);
  assert.deepEqual((await outboxOf(store))[0].fields, { reason: 'Spam' });
});

test('a report waits with the text as it was shown', async () => {
  const store = await moderator();
  const message = /** @type {any} */ (await store.db.messages.get(id(1)));
  await reportMessage(store, message, { reason: 'abuse', comment: 'Look' });
  const [entry] = await outboxOf(store);
  assert.deepEqual([entry.entity, entry.op], ['report', 'create']);
  assert.deepEqual(entry.fields, { message_id: id(1), reason: 'abuse', comment: 'Look', content: 'hello' });
  await takeResults(store, [entry], [{ op_id: entry.op_id, status: 'duplicate', row: null }]);
  assert.deepEqual(await outboxOf(store), []);
});

test('a notice that is put away does not come back between the answer and its packet', async () => {
  const store = await moderator();
  const entry = {
    seq: 1,
    entity: /** @type {const} */ ('notice'),
    entity_id: id(700),
    op: /** @type {const} */ ('upsert'),
    row: notice(),
  };
  await applyLog(store, { log: `u:${ADA}`, from: 0, to: 1, snapshot: true, changes: [entry] });
  assert.equal((await listNotices(store)).length, 1);
  await putAway(store, id(700));
  assert.deepEqual(await listNotices(store), []);
  const [waiting] = await outboxOf(store);
  await takeResults(store, [waiting], [{ op_id: waiting.op_id, status: 'applied', row: null }]);
  assert.deepEqual(await listNotices(store), []);
});

test('the composer is closed for those who may not write, and says why', () => {
  const own = membership();
  assert.equal(whyClosed(conversation(), own), null);
  assert.match(
    whyClosed(conversation(), membership({ silenced_until: FOREVER, sanction_reason: 'Spam' })) ?? '',
    /^You are muted here\. Reason: Spam$/,
  );
  assert.equal(whyClosed(conversation(), membership({ silenced_until: PAST })), null);
  assert.match(whyClosed(conversation({ silenced_until: SOON }), own) ?? '', /^Only moderators write here until /);
  assert.equal(
    whyClosed(conversation({ silenced_until: SOON, posting: 'moderators' }), membership({ role: 'owner' })),
    null,
  );
  assert.match(whyClosed(conversation({ posting: 'moderators' }), own) ?? '', /^Only moderators write here\.$/);
});

test('it opens again by the clock', () => {
  assert.equal(timeUntilOpen(conversation(), membership()), null);
  assert.equal(timeUntilOpen(conversation(), membership({ silenced_until: FOREVER })), null);
  const wait = timeUntilOpen(conversation({ silenced_until: SOON }), membership());
  assert.ok(wait !== null && wait > 0 && wait <= 60_100);
});
