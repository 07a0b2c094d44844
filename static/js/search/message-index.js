/** @import { StoredMessage } from '../types.js' */
import { holdsAll, needlesOf, searchable } from './tokens.js';

/**
 * @typedef {{id: string, conversationId: string, senderId: string, at: number, link: boolean, text: string}} Entry
 *   `text` as it is searched, `at` in milliseconds
 * @typedef {{words: string, conversationIds?: string[]|null, senderId?: string|null, after?: number|null,
 *   before?: number|null, links?: boolean}} Question `after` included and `before` excluded, in milliseconds; what is
 *   missing does not narrow the search
 */

const LINK = /https?:\/\/|\bwww\./i;

/**
 * What can be searched, in memory: the folded text of each message. Looking through all of it is many times faster than
 * asking an index on disk (docs/decisions/0006), and nothing of it can go out of step.
 */
export class MessageIndex {
  /** @type {Map<string, Entry>} */
  #entries = new Map();

  get size() {
    return this.#entries.size;
  }

  /** Takes a message as it is now; one that says nothing any more is forgotten. @param {StoredMessage} row */
  put(row) {
    if (row.deleted_at || row.role === 'system' || !row.content) return this.remove(row.id);
    this.#entries.set(row.id, {
      id: row.id,
      conversationId: row.conversation_id,
      senderId: row.sender_id,
      at: Date.parse(row.created_at),
      link: LINK.test(row.content),
      text: searchable(row.content),
    });
  }

  /** @param {string} id */
  remove(id) {
    this.#entries.delete(id);
  }

  /** Ids of the messages that hold every word and pass every filter, the newest first. @param {Question} question @returns {string[]} */
  find(question) {
    const needles = needlesOf(question.words);
    const passes = filterOf(question);
    // A question of nothing but signs ("?!") is not one for everything.
    if (needles.length === 0 && (question.words.trim() || !isNarrowed(question))) return [];
    const found = [...this.#entries.values()].filter((entry) => passes(entry) && holdsAll(entry.text, needles));
    return found.sort(newestFirst).map(({ id }) => id);
  }
}

/** @param {Entry} one @param {Entry} other */
const newestFirst = (one, other) => other.at - one.at || (one.id < other.id ? 1 : -1);

/** Whether a question without words still asks for something. @param {Question} question */
const isNarrowed = ({ senderId, after, before, links }) => Boolean(senderId || after || before || links);

/** @param {Question} question @returns {(entry: Entry) => boolean} */
function filterOf({ conversationIds, senderId, after, before, links }) {
  const among = conversationIds ? new Set(conversationIds) : null;
  return ({ conversationId, senderId: sender, at, link }) =>
    (!among || among.has(conversationId)) &&
    (!senderId || sender === senderId) &&
    (!after || at >= after) &&
    (!before || at < before) &&
    (!links || link);
}
