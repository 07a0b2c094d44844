/** Colours in code blocks. The highlighter is large and most messages have no code, so it comes when the first block does. */

/** @type {Promise<any>|undefined} */
let loading;

const WAITING = 'pre code:not([data-highlighted])';
const LONGEST = 5000;
/** No code that somebody wrote by hand has longer lines, and on one long line some languages' rules take half a minute. */
const LONG_LINE = /[^\n]{400}/;
const AGAIN_AFTER = 30_000;

/** Offline and never loaded, plain code is readable too; it is asked for again a little later. */
async function load() {
  try {
    // @ts-expect-error: this build of it carries no types
    return (await import('highlight.js')).default;
  } catch {
    setTimeout(() => {
      loading = undefined;
    }, AGAIN_AFTER);
    return null;
  }
}

/** @param {Element} root */
export async function highlightIn(root) {
  if (!root.querySelector(WAITING)) return;
  // A block may be wider than the screen; without a place in the tab order the keyboard could not scroll it.
  for (const block of root.querySelectorAll('pre')) block.tabIndex = 0;
  loading ??= load();
  const highlighter = await loading;
  if (!highlighter) return;
  for (const code of root.querySelectorAll(WAITING)) colour(highlighter, /** @type {HTMLElement} */ (code));
}

/** @param {any} highlighter @param {HTMLElement} code */
function colour(highlighter, code) {
  code.dataset.highlighted = 'no';
  const text = code.textContent ?? '';
  const language = /language-([\w+#-]+)/.exec(code.className)?.[1];
  if (text.length > LONGEST || LONG_LINE.test(text) || !language || !highlighter.getLanguage(language)) return;
  code.dataset.highlighted = 'yes';
  // highlight.js escapes what it is given and adds spans of its own.
  code.innerHTML = highlighter.highlight(text, { language, ignoreIllegals: true }).value;
}
