/** @import { Attachment, StoredMessage } from '../types.js' */
import { textOf } from './hit.js';
import { scoreOf } from './rank.js';
import { holdsAll, needlesOf, searchable } from './tokens.js';

/**
 * @typedef {typeof HAS[number]} Has
 * @typedef {{id: string, conversationId: string, senderId: string, at: number, has: Has[], text: string}} Entry
 *   `text` as it is searched, `at` in milliseconds
 * @typedef {{words: string, conversationIds?: string[]|null, senderId?: string|null, after?: number|null,
 *   before?: number|null, has?: Has[]|null}} Question `after` included and `before` excluded, in milliseconds; what is
 *   missing does not narrow the search
 */

/** What one can ask for that a message has. */
export const HAS = /** @type {const} */ (['link', 'file', 'image', 'video', 'audio', 'voice', 'context']);

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
    if (row.deleted_at || row.role === 'system' || !textOf(row).trim()) return this.remove(row.id);
    this.#entries.set(row.id, {
      id: row.id,
      conversationId: row.conversation_id,
      senderId: row.sender_id,
      at: Date.parse(row.created_at),
      has: hasOf(row),
      text: searchable(textOf(row)),
    });
  }

  /** @param {string} id */
  remove(id) {
    this.#entries.delete(id);
  }

  /**
   * The messages that hold every word and pass every filter, the best first; the newest, where no word is asked for.
   * @param {Question} question @param {number} [now] @returns {{id: string, score: number}[]}
   */
  find(question, now = Date.now()) {
    const needles = needlesOf(question.words);
    const passes = filterOf(question);
    // A question of nothing but signs ("?!") is not one for everything.
    if (needles.length === 0 && (question.words.trim() || !isNarrowed(question))) return [];
    return [...this.#entries.values()]
      .filter((entry) => passes(entry) && holdsAll(entry.text, needles))
      .map(({ id, at, text }) => ({ id, at, score: scoreOf(text, needles, now - at) }))
      .sort(bestFirst);
  }
}

/** @typedef {{id: string, at: number, score: number}} Ranked */
/** @param {Ranked} one @param {Ranked} other */
const bestFirst = (one, other) => other.score - one.score || other.at - one.at || (one.id < other.id ? 1 : -1);

/** @param {StoredMessage} row @returns {Has[]} */
function hasOf({ content, attachments, context_ids: contexts }) {
  const has = new Set((attachments ?? []).flatMap(kindsOf));
  if (LINK.test(content)) has.add('link');
  if (contexts?.length) has.add('context');
  return [...has];
}

/** @param {Attachment} file @returns {Has[]} */
function kindsOf({ media_type: type, waveform }) {
  const [family] = type.split('/');
  const kind = HAS.find((one) => one === family && ['image', 'video', 'audio'].includes(one));
  return ['file', ...(kind ? [kind] : []), ...(kind === 'audio' && waveform ? [/** @type {const} */ ('voice')] : [])];
}

/** Whether a question without words still asks for something. @param {Question} question */
const isNarrowed = ({ senderId, after, before, has }) => Boolean(senderId || after || before || has?.length);

/** @param {Question} question @returns {(entry: Entry) => boolean} */
function filterOf({ conversationIds, senderId, after, before, has }) {
  const among = conversationIds ? new Set(conversationIds) : null;
  return ({ conversationId, senderId: sender, at, has: kinds }) =>
    (!among || among.has(conversationId)) &&
    (!senderId || sender === senderId) &&
    (!after || at >= after) &&
    (!before || at < before) &&
    (!has || has.every((kind) => kinds.includes(kind)));
}
