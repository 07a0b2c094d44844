/** @import { Message } from '../types.js' */
/** @import { Hit } from './hit.js' */
/** @import { Question } from './message-index.js' */
/** @import { ServerAnswer } from './server.js' */
/** @import { Found } from './service.js' */
import { hitOf } from './hit.js';
import { MessageIndex } from './message-index.js';
import { needlesOf } from './tokens.js';

/**
 * @typedef {{hits: Hit[], total: number, more: boolean, needles: string[]}} Together
 *   `more`: there are further ones than `total` says
 */

/** So many messages of the server are remembered while one searches. */
const REMEMBERED = 1000;

/**
 * One list of what this device and the server have found. While the server is being asked, what it said before and what
 * fits the new question too stays where it is, so that the list does not flicker while somebody types.
 */
export class FoundTogether {
  #index = new MessageIndex();
  /** @type {Map<string, Message>} */
  #rows = new Map();

  /** What the server said. @param {Message[]} rows */
  remember(rows) {
    if (this.#rows.size > REMEMBERED) this.forget();
    for (const row of rows) {
      this.#rows.set(row.id, row);
      this.#index.put(/** @type {any} */ (row));
    }
  }

  forget() {
    this.#rows.clear();
    this.#index = new MessageIndex();
  }

  /** Ids of the messages that only the server may have found. @param {ServerAnswer} answer @param {Question} question @returns {string[]} */
  candidates(answer, question) {
    if (answer.state === 'answered') return answer.rows.map(({ id }) => id);
    if (answer.state === 'asking') return this.#index.find(question).map(({ id }) => id);
    return [];
  }

  /**
   * @param {Found} found on this device @param {ServerAnswer} answer @param {Question & {limit: number}} question
   * @param {Set<string>} held ids of those candidates that this device holds: it knows best how they are now
   * @returns {Together}
   */
  merge(found, answer, question, held) {
    const needles = needlesOf(question.words);
    const here = new Set(found.hits.map(({ id }) => id));
    const among = question.conversationIds ? new Set(question.conversationIds) : null;
    const others = this.candidates(answer, question)
      .filter((id) => !here.has(id) && !(found.complete && held.has(id)))
      .flatMap((id) => this.#rows.get(id) ?? [])
      .filter((row) => !among || among.has(row.conversation_id));
    const hits = [...found.hits, ...others.map((row) => hitOf({ ...row, local: null }, needles))].sort(bestFirst);
    const total = found.total + others.length;
    return { hits: hits.slice(0, question.limit), total, more: answer.state === 'answered' && answer.more, needles };
  }
}

/** @param {Hit} one @param {Hit} other */
const bestFirst = (one, other) =>
  other.score - one.score || Date.parse(other.createdAt) - Date.parse(one.createdAt) || (one.id < other.id ? 1 : -1);
