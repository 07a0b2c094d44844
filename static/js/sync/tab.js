/** @import { Store } from '../types.js' */
/** @import { Clock } from './clock.js' */
import { liveQuery } from 'dexie';
import { pendingCount } from '../db/outbox.js';
import { uuid7 } from '../lib/uuid.js';
import { listenToBrowser } from './browser.js';
import { openChannel } from './channel.js';
import { campaign } from './leader.js';
import { watchLeader } from './leader-watch.js';
import { leases } from './lease.js';
import { attachLive, forgetLive, heardPresence, heardTyping, tellWishes } from './live.js';
import { lookAgain } from './missed.js';
import { channelName } from './names.js';
import { reign } from './reign.js';
import { comparedTo } from './service.js';
import { status } from './status.js';
import { beginTerm, isTerm } from './term.js';
import { followUnsaved, heardUnsaved, heardWithdrawn } from './unsaved.js';

/**
 * One tab among those of a database: the leader of all, or behind the one that leads.
 * @param {Store & {onWake: (fn: () => void) => () => void}} store
 * @param {{clock: Clock, connect?: Parameters<typeof reign>[1]['connect'], leave: () => void,
 *   report: (error: any) => void, heardMode: (mode: string) => void}} ways `leave`: this person's data is about to be
 *   removed; `heardMode`: what the server says about how this device keeps things
 */
export function joinTabs(store, { clock, connect, leave, report, heardMode }) {
  /** @type {ReturnType<typeof reign>|null} */
  let ruling = null;
  /** @type {ReturnType<typeof campaign>|null} */
  let candidacy = null;
  let leading = false;
  let term = 0;
  const tab = uuid7();
  const channel = openChannel(channelName(store));
  /** Where there are no Web Locks; each candidacy under a name of its own, since who has left is not believed again. */
  let lease = leases(store, { tab, clock });

  /** @type {Object<string, (data: any) => void>} */
  const heard = {
    typing: heardTyping,
    presence: heardPresence,
    silence: forgetLive,
    unsaved: heardUnsaved,
    withdrawn: heardWithdrawn,
  };

  /** To every tab, this one too. @param {string} type @param {any} [data] */
  function tell(type, data) {
    heard[type]?.(data);
    channel.post(type, data);
  }

  /** To whoever leads. @param {string} type @param {any} [data] */
  function ask(type, data) {
    if (leading) obey(type, data);
    else channel.post(type, data);
  }

  /** As the leader, does what a tab asks for. @param {string} type @param {any} data */
  function obey(type, data) {
    if (!leading) return;
    if (type === 'ping') channel.post('pong');
    else if (type === 'wake') ruling?.wake();
    else if (type === 'sync') void ruling?.syncNow();
    else if (type === 'hello') shareStatus();
    else ruling?.hear(type, data);
  }

  for (const type of ['ping', 'wake', 'sync', 'hello', 'wish', 'bye', 'say-typing'])
    channel.on(type, (data) => obey(type, data));
  for (const type of Object.keys(heard)) channel.on(type, heard[type]);
  channel.on('new-leader', followLeader);
  channel.on('pong', () => watch.heard());
  channel.on('left', (other) => lease.left(other));
  channel.on('status', (news) => leading || status.update({ ...news, ...comparedTo(news.serverRelease) }));
  channel.on('signed-out', leave);

  const { get, update, subscribe } = status;
  function shareStatus() {
    const { online, syncing, service, serverRelease, lastError } = get();
    if (leading) channel.post('status', { online, syncing, service, serverRelease, lastError });
  }

  async function lead() {
    leading = true;
    watch.stop();
    try {
      term = await beginTerm(store);
      if (leading) await rule(term);
    } catch (error) {
      report(error);
    }
  }

  /** @param {number} number */
  async function rule(number) {
    const rightful = async () => {
      const isStill = await isTerm(store, number);
      if (!isStill) candidacy?.concede();
      return isStill;
    };
    ruling = reign(store, { tell, status: { update, report }, clock, connect, rightful, heardMode });
    channel.post('new-leader', number);
    tellWishes();
    await ruling.start();
  }

  /** Nothing leaves this tab any more. It may have been replaced while it was frozen; then others know how things stand. */
  function resign() {
    leading = false;
    ruling?.stop();
    ruling = null;
    if (!candidacy) return;
    lookAgain();
    ask('hello');
    watch.start();
  }

  /** @param {number} number */
  function followLeader(number) {
    if (leading && number > term) candidacy?.concede();
    tellWishes();
  }

  const watch = watchLeader({ ask: () => ask('ping'), frozen: () => void candidacy?.steal(), clock });

  function nudge() {
    ruling?.nudge();
    if (candidacy && !leading) watch.start();
  }

  const away = () => {
    ask('bye', { tab });
    if (leading) channel.post('left', lease.tab);
  };

  const ends = [
    subscribe(shareStatus),
    store.onWake(() => ask('wake')),
    attachLive(store, tab, ask),
    watchPending(store),
    followUnsaved(store),
    listenToBrowser({ nudge, away, back: tellWishes }),
  ];

  /** Gives up leading, and wishing to. */
  async function rest() {
    const given = candidacy;
    candidacy = null;
    watch.stop();
    if (leading) channel.post('left', lease.tab);
    await given?.stop();
  }

  return {
    /** Leads as soon as nobody else does. */
    stand() {
      if (candidacy) return;
      lease = leases(store, { tab: uuid7(), clock });
      candidacy = campaign(channelName(store), { lead, resign, locks: globalThis.navigator?.locks ?? lease });
      ask('hello');
      watch.start();
    },
    rest,
    async leave() {
      for (const end of ends) end();
      const resting = rest();
      channel.close();
      update({ online: false, syncing: false });
      await resting;
    },
    syncNow: async () => (ruling ? ruling.syncNow() : ask('sync')),
  };
}

/** @typedef {ReturnType<typeof joinTabs>} Tab */

/** @param {Store} store */
function watchPending(store) {
  const subscription = liveQuery(() => pendingCount(store)).subscribe({
    next: (pending) => status.update({ pending }),
    error: (error) => status.report(error),
  });
  return () => subscription.unsubscribe();
}
