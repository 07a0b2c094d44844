/** @import { OutboxEntry, Store } from '../types.js' */
/** @import { Ref } from '../db/entities.js' */
import { beginningOf } from '../db/beginning.js';
import { ENTITIES } from '../db/entities.js';
import { fileIds } from '../db/file-rows.js';
import { compose, serverCopy } from '../db/rows.js';
import { hiddenBy } from '../db/shown-contexts.js';
import { baseAfter } from './rebase.js';

/**
 * The rows that one transaction touches: read together, changed in memory, written together. A packet of 500 changes
 * costs a handful of requests to IndexedDB instead of a thousand, and live queries run once.
 */
export class RowSet {
  /** @param {Store} store @param {number} era @param {Map<string, number>} [cursors] of the logs that move with the rows */
  constructor(store, era, cursors = new Map()) {
    this.store = store;
    this.era = era;
    this.cursors = cursors;
    /** @type {Map<string, {ref: Ref, row: any, dirty: boolean}>} */
    this.slots = new Map();
    /** @type {Map<string, OutboxEntry[]>} */
    this.waiting = new Map();
    /** @type {OutboxEntry[]} */
    this.settled = [];
    /** Conversations made here that the server has now confirmed. @type {any[]} */
    this.arrived = [];
    /** Conversations whose history begins later than before. @type {any[]} */
    this.begun = [];
    /** Files of messages that are deleted now. @type {string[]} */
    this.released = [];
  }

  /** @param {Ref[]} refs */
  async load(refs) {
    const missing = [...new Map(refs.map((ref) => [slotOf(ref), ref])).values()].filter(
      (ref) => !this.slots.has(slotOf(ref)),
    );
    for (const [table, wanted] of groupBy(missing, (ref) => ref.table)) {
      const rows = await this.store.db.table(table).bulkGet(wanted.map((ref) => ref.key));
      wanted.forEach((ref, index) => {
        this.slots.set(slotOf(ref), { ref, row: rows[index], dirty: false });
      });
    }
    await this.loadWaiting(missing.map((ref) => ref.thing));
  }

  /** @param {string[]} things */
  async loadWaiting(things) {
    const { outbox } = this.store.db;
    if (things.length === 0 || (await outbox.count()) === 0) return;
    const entries = await outbox.where('thing').anyOf(things).sortBy('position');
    for (const [thing, ofThing] of groupBy(entries, (entry) => entry.thing)) this.waiting.set(thing, ofThing);
  }

  /** @param {Ref} ref @returns {any} the row as it would be stored now */
  get(ref) {
    return this.slots.get(slotOf(ref))?.row;
  }

  /**
   * Takes a row from the server, unless what we hold is as new.
   * @param {Ref} ref @param {any} row @param {(held: any, row: any) => any} [merge]
   */
  merge(ref, row, merge = ENTITIES[ref.entity].merge) {
    const held = this.get(ref);
    const base = serverCopy(held);
    // Versions of another era belong to a history that the server has lost.
    const comparable = base !== null && held.era === this.era;
    const next = comparable ? merge(base, row) : row;
    if (next !== base) this.put(ref, next);
  }

  /** Stores a server's copy with what waits for it laid on top. @param {Ref} ref @param {any} base @param {number} [era] */
  put(ref, base, era = this.era) {
    const held = this.get(ref);
    if (serverCopy(held) === null) this.settleCreation(ref.thing, base);
    if (held?.base === null && ref.entity === 'conversation') this.arrived.push(base);
    if (ref.entity === 'conversation' && beginningOf(base) > beginningOf(serverCopy(held) ?? {})) this.begun.push(base);
    if (held && ref.entity === 'message' && base.deleted_at) this.released.push(...fileIds(serverCopy(held) ?? held));
    const entries = this.waiting.get(ref.thing) ?? [];
    const row = compose({ base, entries, held, era, userId: this.store.userId });
    this.slots.set(slotOf(ref), { ref, row, dirty: true });
  }

  /** Shows a row anew after what waited for it has changed. @param {Ref} ref */
  refresh(ref) {
    const held = this.get(ref);
    const base = serverCopy(held);
    if (base !== null) this.put(ref, base, held.era);
  }

  /** @param {Ref} ref */
  remove(ref) {
    this.slots.set(slotOf(ref), { ref, row: undefined, dirty: true });
  }

  /** A context that a conversation shows no more. @param {Ref} ref @param {string} conversationId */
  hide(ref, conversationId) {
    const held = this.get(ref);
    if (held) this.slots.set(slotOf(ref), { ref, row: hiddenBy(held, conversationId), dirty: true });
  }

  /**
   * A message or conversation that arrives is made, whether or not the answer to our creating it ever comes. What was
   * changed since is based on it.
   * @param {string} thing @param {any} base
   */
  settleCreation(thing, base) {
    const entries = this.waiting.get(thing) ?? [];
    if (entries[0]?.op !== 'create' || !['message', 'conversation'].includes(entries[0].entity)) return;
    const [creation, ...later] = entries;
    const rebased = later.map((entry) => ({ ...entry, base_version: baseAfter(creation, base, entry) }));
    this.waiting.set(thing, rebased);
    this.settled.push(creation, ...rebased);
  }

  /** What is held here of one table. @param {Ref['table']} table */
  tableRows(table) {
    return [...this.slots.values()].flatMap(({ ref, row }) => (ref.table === table && row ? [row] : []));
  }

  /** After a conversation was erased from the database. @param {string} id */
  forgetConversation(id) {
    for (const log of [`c:${id}`, `r:${id}`]) this.cursors.delete(log);
    for (const slot of this.slots.values()) {
      if (slot.ref.table === 'contexts' && slot.row) slot.row = hiddenBy(slot.row, id);
      if (slot.ref.conversationId !== id) continue;
      Object.assign(slot, { row: undefined, dirty: false });
      this.waiting.delete(slot.ref.thing);
    }
  }

  /** Writes what changed. */
  async flush() {
    await this.flushOutbox();
    const dirty = [...this.slots.values()].filter((slot) => slot.dirty);
    for (const [table, slots] of groupBy(dirty, (slot) => slot.ref.table)) {
      const rows = slots.flatMap(({ row }) => (row ? [row] : []));
      const gone = slots.filter(({ row }) => !row).map(({ ref }) => ref.key);
      if (rows.length > 0) await this.store.db.table(table).bulkPut(rows);
      if (gone.length > 0) await this.store.db.table(table).bulkDelete(gone);
    }
    for (const slot of dirty) slot.dirty = false;
  }

  async flushOutbox() {
    const { outbox } = this.store.db;
    const done = this.settled.filter((entry) => !this.waiting.get(entry.thing)?.includes(entry));
    const rebased = this.settled.filter((entry) => !done.includes(entry));
    if (done.length > 0) await outbox.bulkDelete(done.map((entry) => /** @type {number} */ (entry.position)));
    if (rebased.length > 0) await outbox.bulkPut(rebased);
    this.settled = [];
  }
}

/** @param {Ref} ref */
const slotOf = (ref) => `${ref.table}/${ref.key}`;

/** @template T @param {T[]} items @param {(item: T) => string} key @returns {Map<string, T[]>} */
export function groupBy(items, key) {
  /** @type {Map<string, T[]>} */
  const groups = new Map();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group) group.push(item);
    else groups.set(key(item), [item]);
  }
  return groups;
}
