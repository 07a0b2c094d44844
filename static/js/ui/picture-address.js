import { mode } from '../sync/modes.js';

/**
 * Where to ask for a picture of the server's, by the mode of this device: one that no cache keeps, or only if the
 * service worker has it; null: nowhere.
 * @param {string} url
 */
export function pictureAddress(url) {
  if (mode.get() === 'cloud-only') return `${url}?keep=no`;
  if (mode.get() === 'local-only') return navigator.serviceWorker?.controller ? `${url}?only=held` : null;
  return url;
}
