/** @import { User } from '../../types.js' */
import { html, nothing } from 'lit-html';
import { mode } from '../../sync/modes.js';

const HUES = 10;

/** The same colour for the same id, on every device. @param {string} id */
export function hueOf(id) {
  let hash = 0x811c9dc5; // FNV-1a
  for (const character of id) hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193);
  return ((hash ^ (hash >>> 15)) >>> 0) % HUES;
}

const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** @param {string} word */
const firstLetter = (word) => segmenter.segment(word)[Symbol.iterator]().next().value?.segment ?? '';

/** One or two letters that stand for a name. @param {string} name */
export function initials(name) {
  const words = name.split(/[\s,._-]+/u).filter((word) => /[\p{L}\p{N}]/u.test(word));
  const picked = words.length > 1 ? [words[0], words[words.length - 1]] : words;
  const letters = picked.map((word) => firstLetter(word.replace(/^[^\p{L}\p{N}]+/u, ''))).join('');
  return letters.toLocaleUpperCase() || firstLetter(name.trim()) || '?';
}

/**
 * @param {{id: string, name: string, url?: string|null, kind?: 'person'|'group', size?: 'xs'|'s'|'m'|'l'|'xl',
 *   presence?: 'online'|'idle'|'offline'}} what
 */
export function avatar({ id, name, url: given = null, kind = 'person', size = 'm', presence = 'offline' }) {
  const url = given && addressFor(given);
  return html`<span class="avatar" data-size=${size} data-kind=${kind} data-hue=${hueOf(id)} aria-hidden="true">
    <span class="avatar-face" translate="no"
      >${url ? html`<img src=${url} alt="" loading="lazy" @error=${showLetters} />` : initials(name)}</span
    >
    ${presence === 'offline' ? nothing : html`<span class="presence" data-state=${presence}></span>`}
  </span>`;

  /** The picture is not held and there is no network: letters will do. @param {Event} event */
  function showLetters(event) {
    /** @type {HTMLElement} */ (event.target).replaceWith(initials(name));
  }
}

/** By the mode of this device: a picture that no cache keeps, or only if the service worker has it. @param {string} url */
function addressFor(url) {
  if (mode.get() === 'cloud-only') return `${url}?keep=no`;
  if (mode.get() === 'local-only') return navigator.serviceWorker?.controller ? `${url}?only=held` : null;
  return url;
}

/** @param {User|null|undefined} user @param {string} name @param {{size?: 'xs'|'s'|'m'|'l'|'xl', presence?: 'online'|'idle'|'offline'}} [how] */
export const personAvatar = (user, name, how = {}) =>
  avatar({ id: user?.id ?? name, name, url: user?.avatar_url, kind: 'person', ...how });
