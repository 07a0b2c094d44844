/** @import { Category } from '../../types.js' */
import { LIMITS } from '../../db/contexts.js';
import { contexts as words } from '../words/contexts.js';

/** Beyond this no text fits, whatever its script. */
const MOST_BYTES = 4 * LIMITS.content;
const PROSE = /\.(txt|text|md|markdown|rst|org|tex|csv|tsv|log)$/i;
const CODE = /\.[a-z0-9+]{1,8}$/i;

/**
 * A text file as a context to be; of anything else, what is wrong with it.
 * @param {File} file
 * @returns {Promise<{title: string, content: string, category: Category, tags: string[], metadata: {file: string}}|{problem: string}>}
 */
export async function readTextFile(file) {
  if (file.size > MOST_BYTES) return { problem: words.fileTooLong };
  const content = decode(await file.arrayBuffer());
  if (content === null) return { problem: words.notText };
  if ([...content].length > LIMITS.content) return { problem: words.fileTooLong };
  const name = [...file.name.replace(/\s+/g, ' ').trim()].slice(0, LIMITS.title).join('');
  return { title: name, content, category: categoryOf(file), tags: [], metadata: { file: name } };
}

/** @param {ArrayBuffer} bytes */
function decode(bytes) {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes).replace(/\r\n?/g, '\n');
    return text.includes('\0') ? null : text;
  } catch {
    return null;
  }
}

/** @param {File} file @returns {Category} */
const categoryOf = ({ name }) => (CODE.test(name) && !PROSE.test(name) ? 'code' : 'document');
