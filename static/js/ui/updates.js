import { mode } from '../sync/modes.js';
import { showToast } from './toast.js';
import { words } from './words.js';

const HOUR = 3_600_000;

/** Registers the service worker, and offers a new release when it is ready; nobody is reloaded unasked. */
export async function watchForUpdates() {
  const workers = navigator.serviceWorker;
  if (!workers) return;
  const first = !workers.controller;
  // Registering asks for the newest, and in that mode nothing may leave.
  const isQuiet = mode.get() === 'local-only' && workers.controller;
  const registration = await (isQuiet ? workers.ready : workers.register('/sw.js'));
  if (registration.waiting && !first) offer(registration);
  registration.addEventListener('updatefound', () => {
    const { installing } = registration;
    installing?.addEventListener('statechange', () => {
      if (installing.state === 'installed' && workers.controller) offer(registration);
    });
  });
  setInterval(() => check(registration), HOUR);
  addEventListener('online', () => check(registration));
}

/** Offline is no failure here: there is another hour. @param {ServiceWorkerRegistration} registration */
const check = (registration) => (mode.get() === 'local-only' ? null : registration.update().catch(() => undefined));

/** @param {ServiceWorkerRegistration} registration */
function offer(registration) {
  showToast(words.update.ready, {
    seconds: 0,
    action: { label: words.update.reload, run: () => takeOver(registration) },
  });
}

/** @param {ServiceWorkerRegistration} registration */
function takeOver(registration) {
  navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true });
  registration.waiting?.postMessage({ type: 'skip-waiting' });
}
