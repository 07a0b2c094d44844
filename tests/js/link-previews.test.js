import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { linkPreviewsFor, removeLinkPreview } from '../../static/js/db/link-previews.js';
import { setMeta } from '../../static/js/db/meta.js';
import { preferencesOf, setPreferences } from '../../static/js/db/preferences.js';
import { applyLog } from '../../static/js/sync/apply.js';
import { ADA, closeDevices, device, outboxOf } from './support/device.js';
import { inRoom } from './support/room.js';
import { arrival, message, packet, ROOM } from './support/rows.js';

after(closeDevices);

const MESSAGE = message().id;
const CARD = {
  message_id: MESSAGE,
  conversation_id: ROOM,
  url: 'https://example.org/',
  title: 'A page',
  description: '',
  site_name: 'example.org',
  image_url: null,
  image_width: null,
  image_height: null,
  deleted_at: null,
  version: 5,
};

/** @param {number} seq @param {Object<string, any>} [changes] @returns {import('../../static/js/types.js').Change} */
const change = (seq, changes = {}) => ({
  seq,
  entity: 'link_preview',
  entity_id: MESSAGE,
  op: 'upsert',
  row: { ...CARD, ...changes, version: seq },
});

/** A message with a card below it. */
async function withCard() {
  const store = await inRoom();
  await applyLog(store, arrival(1, { content: 'https://example.org/' }));
  await applyLog(store, packet(4, 5, [change(5)]));
  return store;
}

test('a card is held by its message, and goes with what the server says', async () => {
  const store = await withCard();
  assert.equal((await linkPreviewsFor(store, [MESSAGE])).get(MESSAGE)?.title, 'A page');
  await applyLog(store, packet(5, 6, [change(6, { deleted_at: '2026-11-21T10:00:00.000Z', title: '' })]));
  assert.equal((await linkPreviewsFor(store, [MESSAGE])).size, 0);
});

test('removed offline it is gone at once, and one change waits, however often it is removed', async () => {
  const store = await withCard();
  await removeLinkPreview(store, MESSAGE);
  await removeLinkPreview(store, MESSAGE);
  assert.equal((await linkPreviewsFor(store, [MESSAGE])).size, 0);
  const waiting = await outboxOf(store);
  assert.deepEqual(
    waiting.map(({ entity, op, entity_id }) => [entity, op, entity_id]),
    [['link_preview', 'delete', MESSAGE]],
  );
});

test('who wants no cards sees none, and those that are held come back with the wish', async () => {
  const store = await withCard();
  await setPreferences(store, { link_previews: false });
  assert.equal((await linkPreviewsFor(store, [MESSAGE])).size, 0);
  await setPreferences(store, { link_previews: true });
  assert.equal((await linkPreviewsFor(store, [MESSAGE])).size, 1);
  assert.equal((await outboxOf(store)).length, 1, 'both wishes are one change');
});

for (const wish of [true, false])
  test(`a restored server that forgot ${wish ? 'the usual wish is told nothing' : 'that one wants none is told again'}`, async () => {
    const store = await device(ADA);
    const row = { user_id: ADA, link_previews: wish, version: 1 };
    /** @type {import('../../static/js/types.js').Change} */
    const change = { seq: 1, entity: 'preferences', entity_id: ADA, op: 'upsert', row };
    await applyLog(store, { log: `u:${ADA}`, from: 0, to: 1, changes: [change] });
    await setMeta(store, 'era', 1);
    await applyLog(store, { log: `u:${ADA}`, from: 1, to: 2, snapshot: true, changes: [] });
    assert.equal((await preferencesOf(store)).link_previews, wish);
    assert.deepEqual(
      (await outboxOf(store)).map(({ fields }) => fields),
      wish ? [] : [{ link_previews: false }],
    );
  });
