import { status } from '../../sync/status.js';
import { showToast } from '../toast.js';
import { words } from '../words.js';

const HOUR = 3_600_000;
/** So long a new release may take to take over once one has asked for it. */
const PATIENCE = 8_000;

/**
 * Registers the service worker, and offers a new release when it is ready; nobody is reloaded unasked. When one tab has
 * taken it, the others go on with the files of theirs, which are still held, until they are reloaded, too.
 */
export async function watchForUpdates() {
  const workers = navigator.serviceWorker;
  if (!workers) return;
  let isFirst = !workers.controller;
  const registration = await workers.register('/sw.js');
  const offer = once(() => offerReload(registration));
  if (registration.waiting && !isFirst) offer();
  registration.addEventListener('updatefound', () => {
    const { installing } = registration;
    installing?.addEventListener('statechange', () => {
      if (installing.state === 'installed' && workers.controller) offer();
    });
  });
  workers.addEventListener('controllerchange', () => {
    if (!isFirst) offer();
    isFirst = false;
  });
  status.subscribe(({ otherRelease }) => otherRelease && check(registration));
  setInterval(() => check(registration), HOUR);
  addEventListener('online', () => check(registration));
}

/** Loads the page as the server has it now: past the worker that holds the one before. */
export async function reloadToNewest() {
  const registration = await navigator.serviceWorker?.getRegistration();
  if (registration) await check(registration);
  const { installing } = registration ?? {};
  if (installing) await new Promise((resolve) => installing.addEventListener('statechange', resolve, { once: true }));
  if (registration) takeOver(registration);
  else location.reload();
}

/** Offline is no failure here: there is another hour. @param {ServiceWorkerRegistration} registration */
const check = (registration) => registration.update().catch(() => undefined);

/** @param {ServiceWorkerRegistration} registration */
function offerReload(registration) {
  showToast(words.update.ready, {
    seconds: 0,
    action: { label: words.update.reload, run: () => takeOver(registration) },
  });
}

/** @param {ServiceWorkerRegistration} registration */
function takeOver({ waiting }) {
  const reload = once(() => location.reload());
  // Another tab may have been quicker.
  if (!waiting) return reload();
  navigator.serviceWorker.addEventListener('controllerchange', reload);
  waiting.postMessage({ type: 'skip-waiting' });
  // The old worker may hold on to a request that never ends; without its pages it goes.
  setTimeout(reload, PATIENCE);
}

/** @param {() => void} fn */
function once(fn) {
  let done = false;
  return () => {
    if (!done) fn();
    done = true;
  };
}
