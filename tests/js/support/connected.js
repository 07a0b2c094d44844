import { createOutbox } from '../../../static/js/sync/outbox.js';
import { createPackets } from '../../../static/js/sync/packets.js';
import { createPull } from '../../../static/js/sync/pull.js';
import { createReoffer } from '../../../static/js/sync/reoffer.js';
import { standingClock } from './clock.js';
import { device, quiet } from './device.js';

/** @import { FakeServer } from './fake-server.js' */

/**
 * A device with everything that synchronises it, connected to a fake server. `fault(what)` may throw before ('push',
 * 'pull') or after ('push answer', 'pull answer') the server has done its work.
 * @param {FakeServer} server @param {string} userId @param {(what: string) => void} [fault]
 */
export async function connected(server, userId, fault = () => {}) {
  const store = await device(userId);
  const clock = standingClock();
  /** @type {any[]} */
  const errors = [];
  const report = (/** @type {any} */ error) => error && errors.push(error);
  /** @param {'push'|'pull'|'reoffer'} what @returns {(body: any) => Promise<any>} */
  const ask = (what) => async (body) => {
    fault(what);
    const answer = server[what](userId, structuredClone(body));
    fault(`${what} answer`);
    return answer;
  };
  const know = async (/** @type {string} */ id) => server.profile(id);
  const reoffer = createReoffer(store, { ask: ask('reoffer'), know });
  const pull = createPull(store, { ask: ask('pull'), giveBack: reoffer.run, clock, report });
  const outbox = createOutbox(store, { push: ask('push'), pull: pull.pull, clock, report });
  const packets = createPackets(store, { pull: pull.pull, clock, report });
  const sync = async () => {
    await outbox.resume();
    await pull.pull();
  };
  /** Moves both clocks and lets follow what follows. @param {number} ms */
  const pass = async (ms) => {
    store.time.now += ms;
    clock.advance(ms);
    await quiet(store);
  };
  return { store, clock, pull, outbox, packets, errors, sync, pass, take: packets.take };
}
