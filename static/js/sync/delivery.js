/** @import { LogEntry, Store } from '../types.js' */
/** @import { Clock } from './clock.js' */
import { conversationOf } from './apply.js';
import { alarm, systemClock } from './clock.js';

const GATHER = 1_000;

/**
 * Tells the server how far live messages have arrived on this device, once a second at most. Nothing is kept when that
 * fails: pulling implies delivery.
 * @param {Store} store
 * @param {{call: (event: string, data: any) => Promise<any>, clock?: Clock}} ways
 */
export function createDelivery(store, { call, clock = systemClock }) {
  /** @type {Map<string, number>} */
  const reached = new Map();
  const timer = alarm(clock, tell);

  function tell() {
    for (const [conversation_id, ordinal] of reached)
      call('mark_as_delivered', { conversation_id, ordinal }).catch(() => {});
    reached.clear();
  }

  /** @param {LogEntry} entry */
  function note({ log, changes }) {
    const id = conversationOf(log);
    for (const { entity, row } of changes) {
      if (!id || entity !== 'message' || !row || row.sender_id === store.userId) continue;
      reached.set(id, Math.max(reached.get(id) ?? 0, row.ordinal));
    }
  }

  return {
    /** @param {LogEntry[]} entries just applied from live packets */
    applied(entries) {
      entries.forEach(note);
      if (reached.size > 0 && !timer.isSet) timer.set(GATHER);
    },
    stop: () => timer.stop(),
  };
}
