/** @import { Store } from '../types.js' */
/** @import { Clock } from './clock.js' */
import { liveQuery } from 'dexie';
import { pendingCount } from '../db/outbox.js';
import { uuid7 } from '../lib/uuid.js';
import { actFor } from '../net/http.js';
import { listenToBrowser } from './browser.js';
import { openChannel } from './channel.js';
import { systemClock } from './clock.js';
import { campaign } from './leader.js';
import { attachLive, forgetLive, heardPresence, heardTyping, tellWishes } from './live.js';
import { channelName } from './names.js';
import { reign } from './reign.js';
import { status } from './status.js';

/**
 * Starts synchronising in this tab: as the leader of all tabs of this database, or behind the one that leads.
 * @param {Store & {onWake: (fn: () => void) => () => void}} store
 * @param {{clock?: Clock, connect?: Parameters<typeof reign>[1]['connect']}} [ways]
 */
export function startSync(store, { clock = systemClock, connect } = {}) {
  /** @type {ReturnType<typeof reign>|null} */
  let ruling = null;
  const tab = uuid7();
  const channel = openChannel(channelName(store));
  actFor(store.userId);

  /** @type {Object<string, (data: any) => void>} */
  const heard = { typing: heardTyping, presence: heardPresence, silence: forgetLive };

  /** To every tab, this one too. @param {string} type @param {any} [data] */
  function tell(type, data) {
    heard[type]?.(data);
    channel.post(type, data);
  }

  /** To whoever leads. @param {string} type @param {any} [data] */
  function ask(type, data) {
    if (ruling) obey(type, data);
    else channel.post(type, data);
  }

  /** As the leader, does what a tab asks for. @param {string} type @param {any} data */
  function obey(type, data) {
    if (type === 'wake') ruling?.wake();
    else if (type === 'sync') void ruling?.syncNow();
    else if (type === 'hello') shareStatus();
    else ruling?.hear(type, data);
  }

  for (const type of ['wake', 'sync', 'hello', 'wish', 'bye', 'say-typing'])
    channel.on(type, (data) => obey(type, data));
  for (const type of Object.keys(heard)) channel.on(type, heard[type]);
  channel.on('new-leader', tellWishes);
  channel.on('status', (news) => ruling || status.update(news));
  channel.on('signed-out', leave);

  const { get, update, subscribe } = status;
  function shareStatus() {
    const { online, syncing, lastError } = get();
    if (ruling) channel.post('status', { online, syncing, lastError });
  }

  async function lead() {
    ruling = reign(store, { tell, status, clock, connect });
    channel.post('new-leader');
    tellWishes();
    await ruling.start();
  }

  const ends = [
    subscribe(shareStatus),
    store.onWake(() => ask('wake')),
    attachLive(store, tab, ask),
    watchPending(store),
    listenToBrowser({ nudge: () => ruling?.nudge(), away: () => ask('bye', { tab }), back: tellWishes }),
  ];
  const candidacy = campaign(channelName(store), lead, () => ruling?.stop());
  ask('hello');

  /** This person's data is about to be removed. */
  function leave() {
    void stop();
    store.db.close();
    status.report({ status: 401, code: 'unauthenticated' });
  }

  async function stop() {
    for (const end of ends) end();
    ruling?.stop();
    await candidacy.stop();
    channel.close();
    update({ online: false, syncing: false });
  }

  store.db.on('versionchange', (event) => {
    if (event.newVersion === null) return leave();
    void stop();
    // Writing on would put old rows into the new schema.
    store.db.close();
    status.report({ status: 0, code: 'outdated' });
  });

  return { stop, syncNow: async () => (ruling ? ruling.syncNow() : ask('sync')) };
}

/** @param {Store} store */
function watchPending(store) {
  const subscription = liveQuery(() => pendingCount(store)).subscribe({
    next: (pending) => status.update({ pending }),
    error: (error) => status.report(error),
  });
  return () => subscription.unsubscribe();
}
