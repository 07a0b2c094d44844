/** @import { Session } from './types.js' */
import { setMeta } from './db/meta.js';
import { createStore } from './db/store.js';
import { startSync } from './sync/engine.js';
import { onSignedOutElsewhere, rememberedSession, verifySession } from './sync/session.js';
import { context } from './ui/context.js';
import { followConversations } from './ui/conversation-feed.js';
import { fetchTheRest, loadConversation } from './ui/lazy.js';
import { makeRoomForKeyboard } from './ui/on-screen-keyboard.js';
import { shareOwnPresence } from './ui/presence.js';
import './ui/root.js';
import { route } from './ui/router.js';
import { showProblem } from './ui/start-screen.js';
import { watchForUpdates } from './ui/updates.js';
import { words } from './ui/words.js';

/** So long synchronising waits to hear who is signed in. What is held is shown before. */
const PATIENCE = 1500;

/** Session → database → screen → sync: what this browser holds is on the screen before the network is asked. */
async function start() {
  const verified = verifySession();
  // It comes while the database is being opened.
  if (route.get().id) loadConversation(() => {});
  const session = rememberedSession() ?? (await verified);
  if (session === 'signed-out') return location.replace('/sign-in');
  if (session === 'offline') return showProblem(words.offlineFirst);
  onSignedOutElsewhere(() => location.replace('/sign-in'));
  const store = await open(session);
  followConversations();
  document.getElementById('start')?.replaceWith(document.createElement('qu-app'));
  await Promise.race([verified.then((now) => confirm(store, now)), delay(PATIENCE)]);
  const { syncNow } = startSync(store);
  addEventListener('quchat:sync-now', syncNow);
  shareOwnPresence();
  makeRoomForKeyboard();
  fetchTheRest();
  watchForUpdates().catch((error) => console.warn(error));
}

/** @param {Session} session */
async function open(session) {
  const store = await createStore(session);
  context.store = store;
  return store;
}

/**
 * The server has said who is signed in here.
 * @param {Awaited<ReturnType<typeof open>>} store @param {Awaited<ReturnType<typeof verifySession>>} session
 */
async function confirm(store, session) {
  if (session === 'offline') return;
  if (session === 'signed-out') return location.replace('/sign-in');
  if (session.userId !== store.userId || session.serverId !== store.serverId) return location.reload();
  // Signing in again made another device of this browser.
  store.deviceId = session.deviceId ?? null;
  await setMeta(store, 'device_id', store.deviceId);
}

/** @param {number} ms */
const delay = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

start().catch((error) => {
  console.error(error);
  showProblem(error?.name === 'VersionError' ? words.tooNew : words.noStorage);
});
