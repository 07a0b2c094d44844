/** @import { ReactionGroup } from '../../db/reactions.js' */
import { html, nothing } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import { icon } from '../icon.js';
import { words } from '../words.js';

/**
 * @param {ReactionGroup[]} groups @param {(userId: string) => string} nameOf
 * @param {{toggle: (emoji: string) => void, add: (anchor: Element) => void, tabindex: 0|-1}} how
 */
export function reactionsRow(groups, nameOf, { toggle, add, tabindex }) {
  if (groups.length === 0) return nothing;
  return html`<div class="reactions">
    ${repeat(
      groups,
      ({ emoji }) => emoji,
      ({ emoji, userIds, mine }) => {
        const names = words.message.reactedBy(emoji, userIds.map(nameOf));
        return html`<button class="reaction" tabindex=${tabindex} aria-pressed=${mine} aria-label=${names} title=${names} @click=${() => toggle(emoji)}>
          <span class="reaction-emoji">${emoji}</span><span>${userIds.length}</span>
        </button>`;
      },
    )}
    <button class="reaction" tabindex=${tabindex} aria-label=${words.message.react} @click=${addHere}>${icon('react')}</button>
  </div>`;

  /** @param {Event} event */
  function addHere(event) {
    add(/** @type {Element} */ (event.currentTarget));
  }
}
