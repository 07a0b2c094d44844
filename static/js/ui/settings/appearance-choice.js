const KEY = 'quchat.appearance';

/**
 * How this browser shows QuChat. Kept outside the database, since js/appearance.js needs it before the first paint.
 * @typedef {{theme: 'system'|'light'|'dark', text: 'small'|'normal'|'large'|'largest', keys: 'on'|'off'}} Appearance
 *   `keys`: whether shortcuts of a single letter work; who dictates to the computer, or types by accident, turns them off
 */

/** @returns {Appearance} */
export function appearance() {
  const { theme = 'system', text = 'normal', keys = 'on' } = document.documentElement.dataset;
  return /** @type {Appearance} */ ({ theme, text, keys });
}

/** @param {Partial<Appearance>} change */
export function setAppearance(change) {
  const next = { ...appearance(), ...change };
  Object.assign(document.documentElement.dataset, next);
  localStorage.setItem(KEY, JSON.stringify(next));
}

/** Another tab has changed it. */
globalThis.addEventListener?.('storage', ({ key, newValue }) => {
  if (key === KEY && newValue) Object.assign(document.documentElement.dataset, JSON.parse(newValue));
});
