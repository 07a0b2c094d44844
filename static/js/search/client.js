/** @import { Store } from '../types.js' */
/** @import { Found, Search } from './service.js' */
/** @import { Question } from './message-index.js' */
import * as library from 'dexie';
import { observable } from '../lib/observable.js';
import { createSearch } from './service.js';

/** Memory of the worker is given back when nobody has searched for so long. */
const REST_AFTER = 3 * 60_000;

/**
 * The page's door to the search: it starts the worker when somebody is about to search, and hands questions and answers
 * through. Where no worker can be had, or the database is in this page's memory, it searches here.
 * @param {Store} store
 */
export function openSearch(store) {
  const found = observable(/** @type {Found|null} */ (null));
  let number = 0;
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  let resting;
  /** @type {{ask: (question: any) => void, stop: () => void}|null} */
  let running = null;

  /** @param {Found} answer */
  function take(answer) {
    if (answer.number === number) found.set(answer);
  }

  function start() {
    const here = () => {
      running = inPage(store, take);
      return running;
    };
    running ??= store.inMemory ? here() : inWorker(store, take, () => here().ask(asked));
    return running;
  }

  /** @type {any} */
  let asked = null;

  return {
    /** The answers to the last question; null when there is none. */
    subscribe: found.subscribe,
    /** Somebody is about to search. */
    warm() {
      clearTimeout(resting);
      start();
    },
    /** @param {Question & {limit: number}} question */
    ask(question) {
      clearTimeout(resting);
      asked = { ...question, number: ++number };
      start().ask(asked);
    },
    /** Nothing is asked any more. */
    rest() {
      number += 1;
      asked = null;
      found.set(null);
      running?.ask(null);
      clearTimeout(resting);
      resting = setTimeout(() => {
        running?.stop();
        running = null;
      }, REST_AFTER);
    },
  };
}

/** @param {Store} store @param {(found: Found) => void} take @param {() => void} failed */
function inWorker({ db }, take, failed) {
  const worker = new Worker(new URL('../worker/search.js', import.meta.url), { type: 'module', name: 'search' });
  const giveUp = () => {
    worker.terminate();
    failed();
  };
  worker.addEventListener('message', ({ data }) => {
    if (data.type === 'found') take(data.found);
    else giveUp();
  });
  worker.addEventListener('error', (event) => {
    event.preventDefault();
    giveUp();
  });
  worker.postMessage({ type: 'open', database: db.name });
  return {
    /** @param {any} question */
    ask: (question) => worker.postMessage({ type: 'ask', question }),
    stop: () => worker.terminate(),
  };
}

/** @param {Store} store @param {(found: Found) => void} take */
function inPage({ db }, take) {
  /** @type {Search} */
  const search = createSearch(db, library, take);
  return {
    /** @param {any} question */
    ask: (question) => void search.ask(question),
    stop: search.stop,
  };
}
