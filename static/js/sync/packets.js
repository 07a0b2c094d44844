/** @import { LogEntry, Store } from '../types.js' */
/** @import { Clock } from './clock.js' */
import { getCursor } from '../db/meta.js';
import { applyLogs } from './apply.js';
import { alarm, systemClock } from './clock.js';

/** How long a packet that came too early waits for the one before it. */
const PATIENCE = 300;
/** About a frame: what arrives within it is applied and drawn together. */
const FRAME = 16;
/** After each time, so long what follows is gathered: views are read again no sooner, and one transaction costs what three do. */
const REST = 100;

/**
 * Takes live packets: gathers those of one frame into one transaction, holds those that leave a gap for a moment, and
 * pulls when the gap does not close.
 * @param {Store} store
 * @param {{pull: () => Promise<void>, clock?: Clock, onApplied?: (entries: LogEntry[]) => void,
 *   report?: (error: any) => void}} ways
 */
export function createPackets(store, { pull, clock = systemClock, onApplied = () => {}, report = () => {} }) {
  /** @type {LogEntry[]} */
  let arrived = [];
  /** @type {LogEntry[]} */
  let early = [];
  let queue = Promise.resolve();
  const frame = alarm(clock, schedule);
  const rest = alarm(clock, () => arrived.length > 0 && schedule());
  const patience = alarm(clock, () => void repair().catch(report));

  function schedule() {
    rest.set(REST);
    queue = queue.then(flush).catch((error) => {
      report(error);
      // What they held is gone from memory; a pull asks for it, again and again until it can be kept.
      void pull();
    });
  }

  async function flush() {
    const entries = [...early, ...arrived].sort((one, other) => one.from - other.from);
    arrived = [];
    early = [];
    if (entries.length === 0) return;
    const outcomes = await applyLogs(store, entries);
    early = [...early, ...entries.filter((_, index) => outcomes[index] === 'gap')];
    const applied = entries.filter((_, index) => outcomes[index] === 'applied');
    if (applied.length > 0) onApplied(applied);
    if (await gainsConversation(applied)) void pull();
    if (early.length === 0) patience.stop();
    else if (!patience.isSet) patience.set(PATIENCE);
  }

  /** One's own log tells that a conversation was gained; what stands in it must be fetched. @param {LogEntry[]} entries */
  async function gainsConversation(entries) {
    const own = entries.filter(({ log }) => log.startsWith('u:')).flatMap(({ changes }) => changes);
    const gained = own.filter(({ entity, op }) => entity === 'conversation' && op === 'upsert');
    const cursors = await Promise.all(gained.map(({ entity_id }) => getCursor(store, `c:${entity_id}`)));
    return cursors.includes(undefined);
  }

  async function repair() {
    await pull();
    // The pull has brought what they held, or the next one will; those that follow it now are still welcome.
    const entries = early;
    early = [];
    await applyLogs(store, entries);
  }

  return {
    /** @param {LogEntry} packet */
    take(packet) {
      arrived.push(packet);
      if (!frame.isSet && !rest.isSet) frame.set(FRAME);
    },
    stop() {
      frame.stop();
      rest.stop();
      patience.stop();
    },
  };
}
