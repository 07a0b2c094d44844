/** @import { Local, StoredMessage } from '../types.js' */
import { excerptOf } from './excerpt.js';
import { scoreOf } from './rank.js';
import { searchable } from './tokens.js';

/**
 * @typedef {{id: string, conversationId: string, ordinal: number|null, senderId: string, createdAt: string,
 *   local: Local|null, excerpt: string, cut: boolean, inFile: boolean, score: number}} Hit
 *   `inFile`: the excerpt is the name of a file; `cut`: something stands before it
 */

/** What is searched of a message: its words, and the names of its files. @param {Pick<StoredMessage, 'content'|'attachments'>} row */
export const textOf = ({ content, attachments }) =>
  attachments?.length ? [content, ...attachments.map(({ name }) => name)].join('\n') : content;

/** @param {StoredMessage} row @param {string[]} needles @param {number} [now] @returns {Hit} */
export function hitOf(row, needles, now = Date.now()) {
  const names = namesWith(row, needles);
  const { text: excerpt, cut } = names ? { text: names, cut: false } : excerptOf(row.content, needles);
  return {
    id: row.id,
    conversationId: row.conversation_id,
    ordinal: row.ordinal,
    senderId: row.sender_id,
    createdAt: row.created_at,
    local: row.local,
    excerpt,
    cut,
    inFile: names !== '',
    score: scoreOf(searchable(textOf(row)), needles, now - Date.parse(row.created_at)),
  };
}

/** The names of files that say it, where the message itself does not. @param {StoredMessage} row @param {string[]} needles */
function namesWith({ content, attachments }, needles) {
  const names = attachments?.map(({ name }) => name) ?? [];
  if (names.length === 0 || says(content, needles)) return '';
  const saying = names.filter((name) => says(name, needles));
  return (saying.length > 0 ? saying : content.trim() ? [] : names).join(', ');
}

/** @param {string} text @param {string[]} needles */
function says(text, needles) {
  const line = searchable(text);
  return needles.some((needle) => line.includes(needle));
}
