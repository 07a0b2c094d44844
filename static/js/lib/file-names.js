/** Longer names are cut; what file systems take. In characters of UTF-16. */
const LONGEST = 200;
/** Control characters, and those that turn the direction: with them "gpj.exe" reads as "exe.jpg". */
const UNSEEN = /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu;

/**
 * A name that is safe to show and to save under: no folders, nothing unseen, not too long; the extension stays.
 * @param {string} name
 */
export function cleanName(name) {
  const last = name.normalize('NFC').split(/[\\/]/).at(-1) ?? '';
  const seen = last
    .replace(UNSEEN, '')
    .replace(/\s+/g, ' ')
    .replace(/^[\s.]+|[\s.]+$/g, '');
  return shorten(seen) || 'file';
}

/** @param {string} name */
function shorten(name) {
  if (name.length <= LONGEST) return name;
  const { stem, extension } = partsOf(name);
  const kept = extension.length < 20 ? extension : '';
  return whole(stem.slice(0, LONGEST - kept.length)) + kept;
}

/** Without half a character at the end. @param {string} text */
const whole = (text) => text.replace(/[\ud800-\udbff]$/, '');

/** "archive.tar.gz" → "archive.tar" and ".gz" @param {string} name @returns {{stem: string, extension: string}} */
export function partsOf(name) {
  const dot = name.lastIndexOf('.');
  return dot > 0 ? { stem: name.slice(0, dot), extension: name.slice(dot) } : { stem: name, extension: '' };
}
