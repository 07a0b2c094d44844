import { showToast } from './toast.js';
import { topmost } from './topmost.js';
import { words } from './words.js';

/** Copies a text, and says so. @param {string} text */
export async function copyText(text) {
  if (await isCopied(text)) showToast(words.message.copied, { seconds: 2 });
  else showToast(words.message.notCopied);
}

/** @param {string} text */
async function isCopied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return isSelectionCopied(text);
  }
}

/** Without https there is no `navigator.clipboard`; what is selected can be copied all the same. @param {string} text */
function isSelectionCopied(text) {
  const focused = /** @type {HTMLElement|null} */ (document.activeElement);
  const field = Object.assign(document.createElement('textarea'), { className: 'visually-hidden', value: text });
  topmost().append(field);
  field.select();
  const copied = document.execCommand('copy');
  field.remove();
  focused?.focus();
  return copied;
}
