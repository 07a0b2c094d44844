// The service worker: the application opens without a network, always with files of one release.
// A new worker waits until the page says so (skip-waiting), because a page must never get files of two releases.
const RELEASE = {{ release | tojson }};
const SHELL = {{ shell | tojson }};
const CACHE = `quchat-shell-${RELEASE}`;
const AVATARS = 'quchat-avatars';
const AVATARS_KEPT = 200;
/** Folders of which every file is kept from the beginning. */
const WHOLE = ['js', 'css', 'icons', 'sounds'];

self.addEventListener('install', (event) => {
  // addAll is atomic: one missing file, and the old worker stays.
  serveFromCache(event);
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(SHELL.map(fresh))));
});

self.addEventListener('activate', (event) => {
  event.waitUntil(forgetOldReleases().then(() => self.clients.claim()));
});

self.addEventListener('message', (event) => {
  if (event.data?.type === 'skip-waiting') self.skipWaiting();
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== location.origin) return;
  if (request.mode === 'navigate' && url.pathname === '/') event.respondWith(openShell(request));
  else if (url.pathname.startsWith('/static/')) event.respondWith(heldOrFetched(request));
  else if (url.pathname.startsWith('/avatars/') && url.search !== '?keep=no') event.respondWith(avatar(request));
});

/** Where browsers can, they take page and modules of this release from the cache without asking, or even starting, this worker. */
function serveFromCache(event) {
  if (!event.addRoutes) return;
  const rule = (condition) => ({ condition, source: { cacheName: CACHE } });
  const page = { urlPattern: new URLPattern({ pathname: '/', search: '' }), requestMode: 'navigate' };
  const folder = (name) => ({ urlPattern: `/static/${RELEASE}/${name}/*`, requestMethod: 'get' });
  event.addRoutes([page, ...WHOLE.map(folder)].map(rule));
}

/** A page is always asked for anew; a static file's address names its content, so any copy will do. */
function fresh(address) {
  return new Request(address, { cache: address.startsWith('/static/') ? 'default' : 'reload' });
}

/** The last release is kept: a page of it may still be open and load its lazy parts. */
async function forgetOldReleases() {
  const names = (await caches.keys()).filter((name) => name.startsWith('quchat-shell-'));
  const others = names.filter((name) => name !== CACHE);
  await Promise.all(others.slice(0, -1).map((name) => caches.delete(name)));
}

/** The held page at once, whatever the network does: it belongs to the files that are held with it. */
async function openShell(request) {
  const cache = await caches.open(CACHE);
  return (await cache.match('/')) || fetch(request);
}

/** Parts of this release that only some screens load are kept once they were used. */
async function heldOrFetched(request) {
  const held = await caches.match(request);
  if (held) return held;
  const answer = await fetch(request);
  if (answer.ok && request.url.includes(`/static/${RELEASE}/`)) {
    const cache = await caches.open(CACHE);
    await cache.put(request, answer.clone());
  }
  return answer;
}

/** Pictures of people; `only=held`: the device is to stay for itself, and nothing may leave it. */
async function avatar(request) {
  const cache = await caches.open(AVATARS);
  const held = await cache.match(request, { ignoreSearch: true });
  if (held) return held;
  if (request.url.endsWith('?only=held')) return new Response(null);
  const answer = await fetch(request);
  if (answer.ok) {
    await cache.put(request, answer.clone());
    const keys = await cache.keys();
    await Promise.all(keys.slice(0, Math.max(0, keys.length - AVATARS_KEPT)).map((key) => cache.delete(key)));
  }
  return answer;
}
