/** @import { QuChatDB } from '../types.js' */
/** @import { Hit } from './hit.js' */
/** @import { Question } from './message-index.js' */
import { hitOf } from './hit.js';
import { MessageIndex } from './message-index.js';
import { needlesOf } from './tokens.js';
import { Upkeep } from './upkeep.js';

/**
 * @typedef {Question & {number: number, limit: number}} Asked
 * @typedef {{number: number, hits: Hit[], total: number, needles: string[], complete: boolean, size: number}} Found
 *   the answer to the question of that number; `complete`: everything held was looked through, else `size` messages
 */

/** What changes within so many milliseconds changes the answer once. */
const REST = 150;

/**
 * Searches the messages of a database, and goes on answering the last question while messages come, change and go. It
 * runs in a worker; where the database is in the page's memory, in the page.
 * @param {QuChatDB} db open @param {{Dexie: any, RangeSet: any}} library Dexie's, as this thread has loaded it
 * @param {(found: Found) => void} tell @param {{rest?: number}} [pace]
 */
export function createSearch(db, { Dexie, RangeSet }, tell, { rest = REST } = {}) {
  const index = new MessageIndex();
  // By its name: without a schema, as in the worker, Dexie makes no properties.
  const messages = /** @type {QuChatDB['messages']} */ (db.table('messages'));
  const upkeep = new Upkeep(messages, index, later);
  const table = `idb://${db.name}/messages/`;
  /** @type {Asked|null} */
  let asked = null;
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  let timer;

  /** @param {Object<string, any>} parts what some transaction, of any tab, has changed */
  function onMutated(parts) {
    if (parts.all) upkeep.noteAll();
    else if (!parts[table]) return;
    for (const { from, to } of parts[table] ? RangeSet(parts[table]) : []) {
      if (from === to) upkeep.note([from]);
      else upkeep.noteAll();
    }
    catchUpLater();
  }

  /** @type {ReturnType<typeof setTimeout>|undefined} */
  let catchingUp;
  function catchUpLater() {
    catchingUp ??= setTimeout(() => {
      catchingUp = undefined;
      upkeep.catchUp().catch(ignoreClosed);
    }, rest);
  }

  /** While the index is being filled, each batch makes another answer. */
  function later() {
    if (upkeep.complete) clearTimeout(timer);
    else if (timer) return;
    timer = setTimeout(() => answer().catch(ignoreClosed), upkeep.complete ? 0 : rest);
  }

  async function answer() {
    clearTimeout(timer);
    timer = undefined;
    if (!asked) return;
    const { number, words, limit } = asked;
    const ids = index.find(asked).map(({ id }) => id);
    const { complete } = upkeep;
    const rows = await messages.bulkGet(ids.slice(0, limit));
    if (asked?.number !== number) return;
    const needles = needlesOf(words);
    const hits = rows.flatMap((row) => (row && !row.deleted_at ? [hitOf(row, needles)] : []));
    tell({ number, hits, total: ids.length, needles, complete, size: index.size });
  }

  Dexie.on('storagemutated', onMutated);
  const ready = upkeep.catchUp();
  ready.catch(ignoreClosed);

  return {
    /** Resolves when everything held can be found. */
    ready,
    /** Takes the place of the question before; null: nothing is asked any more. @param {Asked|null} question */
    async ask(question) {
      asked = question;
      await answer();
    },
    stop() {
      Dexie.on.storagemutated.unsubscribe(onMutated);
      upkeep.stop();
      clearTimeout(timer);
      clearTimeout(catchingUp);
    },
  };
}

/** @typedef {ReturnType<typeof createSearch>} Search */

/** Signing out and upgrades close the database under whoever reads it. @param {any} error */
function ignoreClosed(error) {
  if (!['DatabaseClosedError', 'AbortError', 'InvalidStateError'].includes(error?.name)) throw error;
}
