import DOMPurify from 'dompurify';
import { Marked } from 'marked';
import { bounded } from './markdown-bounds.js';

/** @type {(text: string) => string} */
const escaped = (text) => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

const SAFE_ADDRESS = /^(?:https?:\/\/|mailto:)/i;
const LANGUAGE = /^[\w+#-]+/;

/** @param {string} href @param {string} inner HTML */
const link = (href, inner) =>
  SAFE_ADDRESS.test(href)
    ? `<a href="${escaped(href)}" rel="noopener noreferrer nofollow" target="_blank">${inner}</a>`
    : inner;

const marked = new Marked({
  gfm: true,
  breaks: true,
  // What looks like HTML is what somebody wrote, and is shown as such.
  tokenizer: { html: () => undefined, tag: () => undefined, ...bounded },
  renderer: {
    link({ href, tokens }) {
      return link(href, this.parser.parseInline(tokens));
    },
    // Loading it would tell a stranger's server who reads this and when.
    image({ href, text }) {
      return link(href, escaped(text || href));
    },
    code({ text, lang }) {
      const language = lang?.match(LANGUAGE)?.[0];
      const name = language ? ` class="language-${language.toLowerCase()}"` : '';
      return `<pre><code${name}>${escaped(text)}\n</code></pre>\n`;
    },
    // One level for all, below the conversation's title: a message is no chapter of the page.
    heading({ tokens }) {
      return `<h2>${this.parser.parseInline(tokens)}</h2>\n`;
    },
    checkbox: ({ checked }) => (checked ? '☑ ' : '☐ '),
  },
});

/** Markdown as HTML, before sanitising; what the parser can't take is shown as it was written. @param {string} text */
export function parseMarkdown(text) {
  try {
    return /** @type {string} */ (marked.parse(text));
  } catch {
    return `<p>${escaped(text).replaceAll('\n', '<br>')}</p>\n`;
  }
}

const TAGS = 'p br hr em strong del code pre blockquote ul ol li a h1 h2 h3 h4 h5 h6 table thead tbody tr th td'.split(
  ' ',
);

const RULES = {
  ALLOWED_TAGS: TAGS,
  ALLOWED_ATTR: ['href', 'rel', 'target', 'class', 'start', 'align'],
  ALLOWED_URI_REGEXP: SAFE_ADDRESS,
  // The others hold no addresses, and would otherwise be measured by them.
  ADD_URI_SAFE_ATTR: ['rel', 'target', 'start', 'align'],
  ALLOW_DATA_ATTR: false,
  ALLOW_ARIA_ATTR: false,
};

/** @param {Element} node @param {{attrName: string, attrValue: string, keepAttr: boolean}} attribute */
function onlyLanguages(node, attribute) {
  if (attribute.attrName !== 'class') return;
  attribute.keepAttr = node.nodeName === 'CODE' && /^language-[\w+#-]+$/.test(attribute.attrValue);
}

/** @param {Element} node */
function guardLinks(node) {
  if (node.nodeName !== 'A') return;
  node.setAttribute('rel', 'noopener noreferrer nofollow');
  node.setAttribute('target', '_blank');
}

// A sanitiser of our own: hooks on the shared one would change it for everybody.
const purify = typeof window === 'undefined' ? null : DOMPurify(window);
purify?.addHook('uponSanitizeAttribute', onlyLanguages);
purify?.addHook('afterSanitizeAttributes', guardLinks);

/** A line of words and signs that are no Markdown, no address and no HTML, as most messages are. */
const WORDS = /^(?![\d -])[\p{L}\p{M}\p{Nd}\p{Extended_Pictographic} .,;:!?'"()…–—‘’‚“”„-]+(?<! )$/u;
const ADDRESS = /www\./i;

/** The HTML of such a line, the same that parsing and sanitising would give; null: it has to be parsed. @param {string} text */
export const plainHtml = (text) => (WORDS.test(text) && !ADDRESS.test(text) ? `<p>${text}</p>\n` : null);

/**
 * Somebody's Markdown as HTML that can be put into a page.
 * @param {string} text
 * @returns {string}
 */
export function toHtml(text) {
  const plain = plainHtml(text);
  if (plain !== null) return plain;
  if (!purify) throw new Error('Sanitising needs a document.');
  return purify.sanitize(parseMarkdown(text), RULES);
}
