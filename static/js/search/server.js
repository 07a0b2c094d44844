/** @import { Message } from '../types.js' */
/** @import { Question } from './message-index.js' */
import { observable } from '../lib/observable.js';
import { request } from '../net/http.js';

/**
 * @typedef {{state: 'resting'|'asking'|'failed', rows: null}
 *   | {state: 'answered', rows: Message[], more: boolean, complete: boolean}} ServerAnswer
 *   `more`: the server has further ones; `complete`: it looked through everything
 */

/** Who types a word asks once. */
const PAUSE = 180;
/** So much of a question is sent. */
const LONGEST = 200;
/** @type {ServerAnswer} */
const RESTING = { state: 'resting', rows: null };

/** The page's door to the server's search: the last question counts, whichever answer comes first. */
export function openServerSearch() {
  const found = observable(RESTING);
  let number = 0;
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  let waiting;

  /** @param {number} mine @param {Question & {limit: number}} question */
  async function ask(mine, question) {
    /** @type {ServerAnswer} */
    let answer = { state: 'failed', rows: null };
    try {
      const { hits, more, complete } = await request('GET', `/search?${parametersOf(question)}`);
      answer = { state: 'answered', rows: hits.map((/** @type {any} */ hit) => hit.message), more, complete };
    } catch (error) {
      console.warn(error);
    }
    if (mine === number) found.set(answer);
  }

  return {
    get: found.get,
    subscribe: found.subscribe,
    /** @param {Question & {limit: number}} question */
    ask(question) {
      const mine = ++number;
      clearTimeout(waiting);
      found.set({ state: 'asking', rows: null });
      waiting = setTimeout(() => void ask(mine, question), PAUSE);
    },
    /** Nothing is asked of the server. */
    rest() {
      number += 1;
      clearTimeout(waiting);
      if (found.get().state !== 'resting') found.set(RESTING);
    },
  };
}

/** @param {Question & {limit: number}} question */
function parametersOf({ words, conversationIds, senderId, after, before, has, limit }) {
  const [only, ...others] = conversationIds ?? [];
  const given = {
    q: [...words].slice(0, LONGEST).join(''),
    conversation_id: others.length === 0 ? only : null,
    sender_id: senderId,
    has: has?.join(',') || null,
    after: after ? new Date(after).toISOString() : null,
    before: before ? new Date(before).toISOString() : null,
    limit: String(Math.min(limit, 100)),
  };
  return new URLSearchParams(/** @type {any} */ (Object.entries(given).filter(([, value]) => value)));
}
