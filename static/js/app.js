/** @import { Session } from './types.js' */
import { setMeta } from './db/meta.js';
import { createStore } from './db/store.js';
import { ApiError } from './net/http.js';
import { startSync } from './sync/engine.js';
import { beExpelled, finishSigningOut, isExpelled, isLeaving } from './sync/leaving.js';
import { followMode, mode, movesHouse } from './sync/modes.js';
import { onRememberedElsewhere } from './sync/remembered.js';
import { rememberedSession, verifySession } from './sync/session.js';
import { context } from './ui/context.js';
import { followConversations } from './ui/conversation/conversation-feed.js';
import { makeRoomForKeyboard } from './ui/conversation/on-screen-keyboard.js';
import { firstScreen } from './ui/first-screen.js';
import {
  fetchTheRest,
  keepStorageTidy,
  loadConversation,
  openingTrouble,
  openModeSwitch,
  showNotices,
} from './ui/lazy.js';
import { finishDeletions } from './ui/message/deletions.js';
import { shareOwnPresence } from './ui/people/presence.js';
import { watchOverMemory } from './ui/sync/memory-only.js';
import { watchOverStore } from './ui/sync/not-kept.js';
import './ui/root.js';
import { route } from './ui/router.js';
import { showProblem } from './ui/start-screen.js';
import { watchForUpdates } from './ui/sync/updates.js';
import { words } from './ui/words.js';

/** So long synchronising waits to hear who is signed in. What is held is shown before. */
const PATIENCE = 1500;

/** Session → database → screen → sync: what this browser holds is on the screen before the network is asked. */
async function start() {
  if ('tooOld' in document.documentElement.dataset) return;
  if (isLeaving() && !(await finishSigningOut())) return showProblem(words.signedOutOffline);
  const verified = verifySession();
  // It comes while the database is being opened.
  if (route.get().id) loadConversation(() => {});
  const session = whatIsHeld() ?? (await verified);
  if (session === 'offline') return showProblem(rememberedSession() ? words.offlineShared : words.offlineFirst);
  if (session instanceof ApiError) return location.replace('/sign-in');
  const store = await open(session);
  followConversations();
  document.getElementById('start')?.replaceWith(document.createElement('qu-app'));
  await Promise.race([verified.then((now) => confirm(store, now)), delay(PATIENCE)]);
  await firstScreen;
  const { syncNow } = startSync(store, { expelled: () => expel(store), modeChanged: openModeSwitch });
  followOtherTabs(store, syncNow);
  addEventListener('quchat:sync-now', syncNow);
  shareOwnPresence();
  makeRoomForKeyboard();
  finishDeletions().catch((error) => console.warn(error));
  fetchTheRest();
  watchForUpdates().catch((error) => console.warn(error));
  keepStorageTidy(store);
  showNotices();
}

/** Whose database to open before the server has answered; in the mode cloud-only there is none to open. */
const whatIsHeld = () => (mode.get() === 'cloud-only' ? null : rememberedSession());

/** @param {Session} session */
async function open(session) {
  const blocked = () => openingTrouble((part) => part.showBlocked());
  const store = await createStore({ ...session, inMemory: mode.get() === 'cloud-only', blocked });
  watchOverStore(store);
  if (store.inMemory) watchOverMemory();
  context.store = store;
  return store;
}

/**
 * The server has said who is signed in here.
 * @param {Awaited<ReturnType<typeof open>>} store @param {Awaited<ReturnType<typeof verifySession>>} session
 */
async function confirm(store, session) {
  if (session === 'offline') return;
  if (session instanceof ApiError) {
    return isExpelled(session, store.deviceId) ? expel(store) : location.replace('/sign-in');
  }
  if (session.userId !== store.userId || session.serverId !== store.serverId) return location.reload();
  // Signing in again made another device of this browser.
  store.deviceId = session.deviceId ?? null;
  await setMeta(store, 'device_id', store.deviceId);
  if (session.wantedMode) openModeSwitch(session.wantedMode);
}

/** This device was signed out from another one. @param {Awaited<ReturnType<typeof open>>} store */
async function expel(store) {
  await beExpelled(store);
  location.replace('/sign-in?erased=elsewhere');
}

/**
 * Another tab signs in or out, as the same person or another, or changes the mode.
 * @param {Awaited<ReturnType<typeof open>>} store @param {() => Promise<void>} syncNow
 */
function followOtherTabs(store, syncNow) {
  onRememberedElsewhere(async (now) => {
    if (!now) return location.replace('/');
    if (now.user_id !== store.userId || movesHouse(now.mode, mode.get())) return location.reload();
    followMode(now.mode);
    if (!now.device_id || now.device_id === store.deviceId) return;
    store.deviceId = now.device_id;
    await syncNow();
  });
}

/** @param {number} ms */
const delay = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

start().catch((error) => {
  console.warn(String(error));
  openingTrouble((part) => part.showOpeningTrouble(error, rememberedSession()));
});
