/** @import { Attachment } from '../../types.js' */
import { kindOf } from '../../lib/media.js';
import { plain } from '../message/plain.js';
import { carried as words } from '../words/carried.js';
import { words as common } from '../words.js';

const contextWords = common.conversation.attached;

/** What a message carries, in a few words: "3 photos", "Voice message", "report.pdf". @param {Attachment[]} attachments */
export function attachmentWords(attachments) {
  const count = (/** @type {import('../../lib/media.js').Kind} */ kind) =>
    attachments.filter((file) => kindOf(file) === kind).length;
  const others = attachments.filter((file) => kindOf(file) === 'other').map(({ name }) => name);
  return words.summary({
    pictures: count('picture'),
    films: count('film'),
    sounds: count('sound'),
    voices: count('voice'),
    others,
  });
}

/** A message as one plain line; one without a text, by what it carries. @param {{content: string, attachments?: Attachment[], context_ids?: string[]}} message @param {number} length at most so many characters */
export const messageLine = ({ content, attachments = [], context_ids = [] }, length) =>
  plain(content, length) ||
  attachmentWords(attachments) ||
  (context_ids.length > 0 ? contextWords(context_ids.length) : '');
