/** @import { StoredMessage } from '../types.js' */
/** @import { MessageIndex } from './message-index.js' */

/** Messages read at once: so short that whoever writes meanwhile waits a few milliseconds at most. */
const BATCH = 500;
/** Ids are read in larger steps, being short. */
const ID_STEP = 4000;

/**
 * Keeps an index as the database is: read once, the newest first, and then whatever changes, in whichever tab. It is
 * read from the rows themselves and kept nowhere, so there is nothing to upgrade, and a crash leaves nothing behind.
 */
export class Upkeep {
  /** Every message read, those without words too. @type {Set<string>} */
  #known = new Set();
  /** Those that were edited: of them alone the text may be another without that each was named. @type {Set<string>} */
  #edited = new Set();
  /** @type {Set<string>} */
  #changed = new Set();
  #reconcile = true;
  #over = false;
  /** @type {Promise<void>|null} */
  #running = null;

  /** @param {import('dexie').Table<StoredMessage, string>} messages @param {MessageIndex} index @param {() => void} changed called when the index has become another */
  constructor(messages, index, changed) {
    this.messages = messages;
    this.index = index;
    this.changed = changed;
    /** Whether everything held is in the index. */
    this.complete = false;
  }

  /** Brings the index up to date; resolves when it is. */
  catchUp() {
    this.#running ??= this.#run().finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  /** These messages are others now, or gone. @param {Iterable<string>} ids */
  note(ids) {
    for (const id of ids) this.#changed.add(id);
  }

  /** Something has changed that nobody named: a batch of a pull, or a page of history. */
  noteAll() {
    this.#reconcile = true;
  }

  stop() {
    this.#over = true;
  }

  async #run() {
    while (!this.#over && (this.#reconcile || this.#changed.size > 0)) {
      if (this.#reconcile) await this.#compare();
      const ids = [...this.#changed].slice(0, BATCH);
      for (const id of ids) this.#changed.delete(id);
      if (ids.length > 0) await this.#read(ids);
    }
  }

  /** What is held against what is known. */
  async #compare() {
    this.#reconcile = false;
    const ids = await this.#allIds();
    const held = new Set(ids);
    for (const id of this.#known) if (!held.has(id)) this.#forget(id);
    await this.#compareEdited();
    if (this.#known.size === 0) await this.#readFirst(ids);
    const missing = ids.filter((id) => !this.#known.has(id)).reverse();
    for (let at = 0; at < missing.length && !this.#over; at += BATCH) await this.#read(missing.slice(at, at + BATCH));
    this.complete = true;
    this.changed();
  }

  /** Everything, from the end: runs of ids are read several times faster than one by one. @param {string[]} ids */
  async #readFirst(ids) {
    for (let end = ids.length; end > 0 && !this.#over; end -= BATCH) {
      const run = this.messages.where('id').between(ids[Math.max(0, end - BATCH)], ids[end - 1], true, true);
      for (const row of await run.toArray()) this.#take(row);
      this.changed();
    }
  }

  /** The oldest first: ids begin with the time at which they were made. */
  async #allIds() {
    /** @type {string[]} */
    const ids = [];
    for (;;) {
      const { messages } = this;
      const rest = ids.length > 0 ? messages.where('id').above(ids.at(-1)) : messages.toCollection();
      const step = await rest.limit(ID_STEP).primaryKeys();
      for (const id of step) ids.push(id);
      if (step.length < ID_STEP) return ids;
    }
  }

  /** Whoever is edited or deleted stands in these small indexes; whoever no longer does was given back. */
  async #compareEdited() {
    const { messages } = this;
    const now = [
      ...(await messages.orderBy('edited_at').primaryKeys()),
      ...(await messages.orderBy('deleted_at').primaryKeys()),
    ];
    this.note([...now, ...this.#edited].filter((id) => this.#known.has(id)));
    this.#edited = new Set(now);
  }

  /** @param {string[]} ids */
  async #read(ids) {
    const rows = await this.messages.bulkGet(ids);
    ids.forEach((id, at) => {
      const row = rows[at];
      if (row) this.#take(row);
      else this.#forget(id);
    });
    this.changed();
  }

  /** @param {StoredMessage} row */
  #take(row) {
    this.#known.add(row.id);
    this.index.put(row);
  }

  /** @param {string} id */
  #forget(id) {
    this.#known.delete(id);
    this.index.remove(id);
  }
}
