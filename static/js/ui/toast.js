import { html, nothing, render } from 'lit-html';
import { icon } from './icon.js';
import { topmost } from './topmost.js';
import { words } from './words.js';

/** @type {HTMLElement|undefined} */
let region;

/**
 * A short note at the foot of the screen, with at most one thing to do about it.
 * @param {string} text
 * @param {{action?: {label: string, run: () => void}, seconds?: number, onGone?: () => void}} [how]
 *   `seconds` 0: it stays until it is closed
 * @returns {() => void} takes it away
 */
export function showToast(text, { action, seconds = 6, onGone } = {}) {
  const host = raise();
  const toast = document.createElement('div');
  toast.className = 'toast';
  host.append(toast);
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  let timer;
  const close = () => {
    clearTimeout(timer);
    if (!toast.isConnected) return;
    toast.remove();
    if (!host.hasChildNodes()) host.hidePopover();
    onGone?.();
  };
  const wait = () => {
    clearTimeout(timer);
    if (seconds) timer = setTimeout(close, seconds * 1000);
  };
  // Before it closes, so that whoever waits for its end finds the thing undone.
  const act = () => {
    action?.run();
    close();
  };
  render(
    html`<p>${text}</p>
      ${action ? html`<button @click=${act}>${action.label}</button>` : nothing}
      <button class="icon-button" aria-label=${words.dismiss} @click=${close}>${icon('close')}</button>`,
    toast,
  );
  // Whoever reads or reaches for it gets the time to.
  toast.addEventListener('pointerenter', () => clearTimeout(timer));
  toast.addEventListener('focusin', () => clearTimeout(timer));
  toast.addEventListener('pointerleave', wait);
  toast.addEventListener('focusout', wait);
  wait();
  return close;
}

/** Puts the region above everything. */
function raise() {
  region ??= makeRegion();
  const host = topmost();
  if (region.parentElement !== host) {
    host.append(region);
    host.addEventListener('close', goBack, { once: true });
  }
  if (!region.matches(':popover-open')) region.showPopover();
  return region;
}

/** A dialog has opened over the notes. */
export function raiseToasts() {
  if (region?.hasChildNodes()) raise();
}

/** The dialog they were in has closed. */
function goBack() {
  document.body.append(/** @type {HTMLElement} */ (region));
  raiseToasts();
}

function makeRegion() {
  const element = document.createElement('div');
  element.className = 'toasts';
  element.popover = 'manual';
  element.setAttribute('role', 'status');
  element.setAttribute('aria-label', words.notes);
  return element;
}
