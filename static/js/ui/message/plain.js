/** Markdown as one plain line, for previews, quotes and announcements: marks go, words stay. */

/** @type {[RegExp, string][]} */
const RULES = [
  [/```[\w-]*\s?([\s\S]*?)(```|$)/g, '$1'],
  [/!?\[([^\]]*)\]\([^)\s]*\)/g, '$1'],
  [/^\s*(#{1,6}|>|[-*+]|\d+[.)])\s+/gm, ' '],
  [/(\*\*|__|~~)(?=\S)([\s\S]*?\S)\1/g, '$2'],
  [/(^|[\s(])[*_](?=\S)([^*_]*\S)[*_](?=$|[\s).,!?:;])/g, '$1$2'],
  [/`([^`]*)`/g, '$1'],
  // A table: the line below its head goes, and what frames a row.
  [/^[ \t]*\|[ \t:|-]+$/gm, ''],
  [/^[ \t]*\|(.*)\|[ \t]*$/gm, '$1'],
];

/** @param {string} markdown @param {number} [length] at most so many characters */
export function plain(markdown, length = 300) {
  const start = markdown.length > length * 2 ? markdown.slice(0, length * 2) : markdown;
  const text = RULES.reduce((rest, [pattern, by]) => rest.replace(pattern, by), start)
    .replace(/\s+/g, ' ')
    .trim();
  return text.length > length ? `${text.slice(0, length).trimEnd()}…` : text;
}
