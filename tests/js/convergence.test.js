import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { after as atEnd, test } from 'node:test';
import { after, differences, entriesOf, withoutHeads } from './support/convergence.js';
import { forgetful, telling } from './support/convergence-cases.js';
import { closeDevices } from './support/device.js';

/** @import { Case } from './support/convergence.js' */

/**
 * An old snapshot and what was published since lead to a fresh snapshot, for every case that the server's suite has
 * recorded (tests/server/test_convergence.py). CONVERGENCE_CASES names another folder.
 */
const FOLDER = process.env.CONVERGENCE_CASES ?? new URL('../convergence', import.meta.url).pathname;

atEnd(closeDevices);

const files = existsSync(FOLDER) ? readdirSync(FOLDER).filter((name) => name.endsWith('.json')) : [];

test('the server’s suite has written cases', () => {
  assert.ok(files.length > 0, `no cases in ${FOLDER}`);
});

/**
 * What the packets alone leave wrong. One's own log tells that conversations came and went; what stands in those that
 * came is pulled, so there only the log's own rows count.
 * @param {Case} one @param {Case['packets']} packets
 */
async function leftWrong({ viewer, log, before, after: state }, packets) {
  const device = await after(viewer, [...entriesOf(before), ...packets]);
  if (state.snapshot === null) return device.conversations.filter(({ id }) => log.endsWith(id));
  if (!log.startsWith('u:')) return differences(device, await after(viewer, entriesOf(state)));
  const fresh = await after(viewer, [state.snapshot]);
  return differences(withoutHeads(device), withoutHeads(fresh), { both: false });
}

for (const file of files) {
  /** @type {Case} */
  const one = JSON.parse(readFileSync(`${FOLDER}/${file}`, 'utf8'));

  test(`${one.name}: the packets bring the log up to date`, async () => {
    assert.deepEqual(await leftWrong(one, one.packets), []);
  });

  test(`${one.name}: also when each comes twice`, async () => {
    const twice = one.packets.flatMap((packet) => [packet, packet]);
    assert.deepEqual(await leftWrong(one, twice), []);
  });

  test(`${one.name}: packets and then a pull of everything make the fresh state`, async () => {
    const fresh = entriesOf(one.after);
    const device = await after(one.viewer, [...entriesOf(one.before), ...one.packets, ...fresh]);
    assert.deepEqual(differences(device, await after(one.viewer, fresh)), []);
  });

  for (const way of /** @type {const} */ (['pull', 'late_pull'])) {
    test(`${one.name}: a ${way} makes the fresh state`, async () => {
      const device = await after(one.viewer, entriesOf(one.before), one[way]);
      assert.deepEqual(differences(device, await after(one.viewer, entriesOf(one.after))), []);
    });
  }

  test(`${one.name}: packets that come late change nothing`, async () => {
    const fresh = entriesOf(one.after);
    const device = await after(one.viewer, [...fresh, ...one.packets]);
    assert.deepEqual(differences(device, await after(one.viewer, fresh)), []);
  });
}

test('a case in which a change is not told is caught', async () => {
  assert.deepEqual(await leftWrong(telling, telling.packets), []);
  assert.notDeepEqual(await leftWrong(telling, []), []);
  const [found, ...rest] = await leftWrong(forgetful, forgetful.packets);
  assert.deepEqual([found.table, found.missing.length, rest], ['messages', 1, []]);
});
