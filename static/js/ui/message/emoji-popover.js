/** @import { EmojiPicker } from './emoji-picker.js' */
import { place } from '../placing.js';

/**
 * Lets one pick an emoji beside something. The picker and its data come when it is first opened.
 * @param {Element} anchor @returns {Promise<string|null>} null when one closes it without picking
 */
export async function pickEmoji(anchor) {
  const { EmojiPicker } = await import('./emoji-picker.js');
  const picker = new EmojiPicker();
  (anchor.closest('dialog') ?? document.body).append(picker);
  picker.showPopover();
  place(picker, anchor.getBoundingClientRect());
  picker.focusSearch();
  return new Promise((resolve) => {
    picker.addEventListener('toggle', (event) => {
      if (/** @type {ToggleEvent} */ (event).newState !== 'closed') return;
      picker.remove();
      resolve(picker.picked);
    });
  });
}
