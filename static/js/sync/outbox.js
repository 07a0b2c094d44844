/** @import { OutboxEntry, PushResult, Store } from '../types.js' */
/** @import { Clock } from './clock.js' */
import { iso } from '../lib/time.js';
import { offline } from '../net/http.js';
import { backoff } from './backoff.js';
import { BATCH, takeBatch, toOp } from './batch.js';
import { alarm, systemClock } from './clock.js';
import { parkSuspects, release, suspect } from './outbox-states.js';
import { takeResults } from './results.js';

/** A push refused with these says that something in it is wrong, so its entries are tried one by one. */
const SPOILT = [400, 413, 422, 500];

/**
 * Sends what waits: one push at a time, again after a failure with the same op ids, until nothing is left.
 * @param {Store} store
 * @param {{push: (body: any) => Promise<{results: PushResult[]}>, pull?: () => Promise<void>, clock?: Clock,
 *   report?: (error: any) => void, rested?: () => void}} ways `report` hears of every failure, and null after a success;
 *   `rested` when nothing more can leave for now
 */
export function createOutbox(
  store,
  { push, pull = async () => {}, clock = systemClock, report = () => {}, rested = () => {} },
) {
  let running = false;
  let stopped = false;
  let signedOut = false;
  let wanted = false;
  let failures = 0;
  /** How many entries still go alone, to find the one that spoils the rest. */
  let alone = 0;
  let suspects = 0;
  let stranded = false;
  const timer = alarm(clock, () => void run());

  async function run() {
    wanted = true;
    if (running) return;
    running = true;
    timer.stop();
    try {
      while (wanted && !stopped && !signedOut) {
        wanted = false;
        if (stranded) await recover();
        if (await sendOnce()) wanted = true;
      }
    } catch (error) {
      strand(error);
    } finally {
      running = false;
    }
  }

  /** This device itself failed, full most likely: what was on its way is sent again, under its ids, when it works again. @param {any} error */
  function strand(error) {
    stranded = true;
    report(error);
    if (!stopped) wait({});
  }

  async function recover() {
    await release(store);
    alone = 0;
    suspects = 0;
    stranded = false;
  }

  /** @returns {Promise<boolean>} whether to go on at once */
  async function sendOnce() {
    const { entries, next, epoch } = await takeBatch(store, alone > 0 ? 1 : BATCH);
    if (entries.length === 0) return finished(next);
    try {
      const { results } = await push({
        device_id: store.deviceId,
        ops: entries.map(toOp),
        // From this the server learns how wrong this device's clock is.
        client_now: iso(store.now()),
        epoch,
      });
      await takeResults(store, entries, results, clock);
      await succeeded();
      return true;
    } catch (error) {
      return failed(entries, error);
    }
  }

  /** @param {number|null} next */
  async function finished(next) {
    if (suspects > 0) return giveUpSearch();
    alone = 0;
    rested();
    if (next !== null) timer.set(Math.max(0, next - store.now()));
    return false;
  }

  async function succeeded() {
    failures = 0;
    alone = Math.max(0, alone - 1);
    // That something else passed proves that it was the suspects' own fault.
    if (suspects > 0) await parkSuspects(store);
    suspects = 0;
    report(null);
  }

  /** @param {OutboxEntry[]} entries @param {any} error */
  async function failed(entries, error) {
    await release(store, entries);
    if (typeof error?.status !== 'number') throw error;
    // The server was restored: a pull takes up what it has now, and wakes us when what it lost is given back.
    if (error.code === 'reset') return pull().then(() => false);
    report(error);
    if (error.status === 401) {
      signedOut = true;
      return false;
    }
    if (!SPOILT.includes(error.status)) return wait(error);
    if (entries.length > 1) {
      alone = entries.length;
      return true;
    }
    return alone > 0 || error.status !== 500 ? suspected(entries[0], error) : wait(error);
  }

  /** @param {OutboxEntry} entry @param {any} error */
  async function suspected(entry, error) {
    if (error.status !== 500) {
      await takeResults(store, [entry], [{ op_id: entry.op_id, status: 'rejected', error }]);
      return true;
    }
    await suspect(store, entry, error);
    suspects += 1;
    alone -= 1;
    return suspects > 1 || alone === 0 ? giveUpSearch(error) : true;
  }

  /** Everything fails: then it is the server, and nobody is to blame here. @param {any} [error] */
  async function giveUpSearch(error = offline()) {
    alone = 0;
    suspects = 0;
    await release(store);
    return wait(error);
  }

  /** @param {any} error */
  function wait(error) {
    failures += 1;
    timer.set(backoff(failures, error.retryAfter, clock.random));
    return false;
  }

  return {
    /** Something new waits. While the server is failing it waits with the rest. */
    wake: () => (failures > 0 && timer.isSet ? Promise.resolve() : run()),
    /** The server is back, or somebody has signed in again: don't wait any longer. */
    async resume() {
      signedOut = false;
      failures = 0;
      await run();
    },
    /** After a crash or take-over: what was on its way may or may not have arrived, so it is sent again. */
    async start() {
      await release(store);
      await run();
    },
    stop() {
      stopped = true;
      timer.stop();
    },
  };
}
