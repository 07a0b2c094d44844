/** @import { LogEntry } from '../types.js' */
/** @import { LiveSocket } from '../net/socket.js' */

/** As many as the server lets one socket watch. */
const WATCHED = 200;
/** What these bring may be somebody new whom one may watch now; before, the server kept silent about them. */
const ACQUAINTING = ['conversation', 'membership', 'contact'];

/**
 * The leader's side of what is live: gathers the wishes of all tabs into what this one socket asks of the server.
 * @typedef {{tab: string, chats: string[], watched: string[], presence: 'active'|'idle'}} Wish
 * @param {Pick<LiveSocket, 'call'|'connected'>} socket
 * @param {(type: string, data: any) => void} tell reaches every tab, this one included
 */
export function createHub(socket, tell) {
  /** @type {Map<string, Wish>} */
  const tabs = new Map();
  /** @type {Set<string>} */
  const joined = new Set();
  let watched = '';
  /** @type {'active'|'idle'} */
  let presence = 'active';

  /** What fails here is asked again at the next connection. @param {string} event @param {any} data */
  const call = (event, data) => socket.call(event, data).catch(() => null);

  function fulfil() {
    if (!socket.connected) return;
    const wishes = [...tabs.values()];
    const chats = new Set(wishes.flatMap((wish) => wish.chats));
    for (const id of chats) if (!joined.has(id)) void join(id);
    for (const id of joined) if (!chats.has(id)) leave(id);
    void watch([...new Set(wishes.flatMap((wish) => wish.watched))].slice(0, WATCHED));
    sayPresence(wishes.some((wish) => wish.presence === 'active') ? 'active' : 'idle');
  }

  /** @param {string} conversation_id */
  async function join(conversation_id) {
    joined.add(conversation_id);
    // Its messages come with the logs; only the typing is wanted here.
    if (!(await call('join_chat', { conversation_id, limit: 1 }))) joined.delete(conversation_id);
  }

  /** @param {string} conversation_id */
  function leave(conversation_id) {
    joined.delete(conversation_id);
    void call('leave_chat', { conversation_id });
  }

  /** @param {string[]} user_ids */
  async function watch(user_ids) {
    if (watched === user_ids.join()) return;
    watched = user_ids.join();
    const answer = await call('watch_presence', { user_ids });
    if (answer) tell('presence', { users: answer.users });
  }

  /** @param {'active'|'idle'} state */
  function sayPresence(state) {
    if (state === presence) return;
    presence = state;
    void call('presence', { state });
  }

  return {
    /** @param {string} type @param {any} data from a tab */
    hear(type, data) {
      if (type === 'wish') tabs.set(data.tab, data);
      if (type === 'bye') tabs.delete(data.tab);
      if (type === 'say-typing') void call('typing', data);
      else fulfil();
    },
    /** What the server was told last. */
    presence: () => presence,
    /** A new connection knows nothing of what the last one wanted. */
    ready() {
      joined.clear();
      watched = '';
      presence = 'active';
      fulfil();
    },
    /** A conversation made here can be joined once the server has it, and who is in it be watched. @param {LogEntry[]} entries */
    applied(entries) {
      const acquainted = entries.some(({ changes }) => changes.some(({ entity }) => ACQUAINTING.includes(entity)));
      if (acquainted) watched = '';
      if (acquainted || entries.some(({ log }) => log.startsWith('c:') && !joined.has(log.slice(2)))) fulfil();
    },
  };
}
