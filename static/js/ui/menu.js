import { html, nothing, render } from 'lit-html';
import { ifDefined } from 'lit-html/directives/if-defined.js';
import { icon } from './icon.js';
import { place } from './placing.js';

/**
 * @typedef {{label: string, icon?: string, run: () => void, danger?: boolean, checked?: boolean}} MenuItem
 * @typedef {{emoji: string, label: string, checked: boolean, run: () => void}} EmojiChoice
 */

/**
 * A menu at a button, or at a point (a long press, a right click). Arrows move, Escape and a click elsewhere close it;
 * the platform gives the focus back.
 * @param {Element} anchor @param {(MenuItem|null)[]} items null draws a rule between
 * @param {{label: string, emoji?: EmojiChoice[], more?: MenuItem, point?: {x: number, y: number}|null}} options
 */
export function openMenu(anchor, items, { label, emoji = [], more, point = null }) {
  const menu = document.createElement('div');
  menu.className = 'menu';
  menu.popover = 'auto';
  menu.setAttribute('role', 'menu');
  menu.setAttribute('aria-label', label);
  /** @param {() => void} run */
  const choose = (run) => () => {
    menu.hidePopover();
    run();
  };
  render(
    html`${
      emoji.length > 0
        ? html`<div class="menu-emoji" role="group" aria-label=${label}>
            ${emoji.map(
              (one) =>
                html`<button role="menuitemcheckbox" aria-checked=${one.checked} aria-label=${one.label} tabindex="-1" @click=${choose(one.run)}>${one.emoji}</button>`,
            )}
            ${
              more
                ? html`<button role="menuitem" aria-label=${more.label} tabindex="-1" @click=${choose(more.run)}>${icon('react')}</button>`
                : nothing
            }
          </div>`
        : nothing
    }
    ${items.map((item) => (item ? itemTemplate(item, choose(item.run)) : html`<div class="menu-rule" role="separator"></div>`))}`,
    menu,
  );
  menu.addEventListener('keydown', moveThrough);
  menu.addEventListener('toggle', (event) => {
    if (/** @type {ToggleEvent} */ (event).newState === 'closed') menu.remove();
  });
  (anchor.closest('dialog, main') ?? document.body).append(menu);
  menu.showPopover();
  place(menu, point ? new DOMRect(point.x, point.y) : anchor.getBoundingClientRect());
  choices(menu)[emoji.length > 0 ? emoji.length + (more ? 1 : 0) : 0]?.focus();
}

/** @param {MenuItem} item @param {() => void} run */
const itemTemplate = (item, run) => html`<button
  class="menu-item ${item.danger ? 'danger' : ''}"
  role=${item.checked === undefined ? 'menuitem' : 'menuitemradio'}
  aria-checked=${ifDefined(item.checked)}
  tabindex="-1"
  @click=${run}
>
  ${item.checked === undefined ? (item.icon ? icon(item.icon) : nothing) : icon('check')}${item.label}
</button>`;

/** @param {Element} menu @returns {HTMLElement[]} */
const choices = (menu) => [...menu.querySelectorAll('button')];

/** @param {KeyboardEvent} event */
function moveThrough(event) {
  const menu = /** @type {HTMLElement} */ (event.currentTarget);
  const all = choices(menu);
  const at = all.indexOf(/** @type {HTMLElement} */ (document.activeElement));
  const forward = getComputedStyle(menu).direction === 'rtl' ? 'ArrowLeft' : 'ArrowRight';
  const back = forward === 'ArrowRight' ? 'ArrowLeft' : 'ArrowRight';
  /** @type {Object<string, number>} */
  const target = {
    ArrowDown: at + 1,
    [forward]: at + 1,
    ArrowUp: at - 1,
    [back]: at - 1,
    Home: 0,
    End: all.length - 1,
  };
  if (event.key === 'Tab') menu.hidePopover();
  if (!(event.key in target)) return;
  event.preventDefault();
  event.stopPropagation();
  all[(target[event.key] + all.length) % all.length]?.focus();
}
