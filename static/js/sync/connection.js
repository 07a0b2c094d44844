/** @import { Store } from '../types.js' */
/** @import { LiveSocket } from '../net/socket.js' */
/** @import { Clock } from './clock.js' */
import { whoAmI } from '../net/http.js';
import { backoff } from './backoff.js';
import { alarm } from './clock.js';

const PROBE_WITHIN = 3_000;
/** Where only the socket is blocked, HTTP still fetches what is new. */
const POLL_EVERY = 30_000;

/**
 * Keeps the socket connected: after the server closed it, after sleep, and when the browser believes the network came
 * or went. Stops when the server says that one is signed out.
 * @param {Store} store @param {LiveSocket} socket
 * @param {{clock: Clock, ready: (hello: any) => void, poll: () => void, down: () => void, presence: () => 'active'|'idle',
 *   refused: () => void, report: (error: any) => void, identify?: () => Promise<{user: {id: string}}>}} ways `refused`: somebody
 *   else is signed in; `presence`: what was said last, which can be said again to see whether anybody listens
 */
export function keepConnected(
  store,
  socket,
  { clock, ready, poll, down, refused, presence, report, identify = whoAmI },
) {
  let failures = 0;
  let stopped = false;
  /** Connected, and as the right person. */
  let accepted = false;
  let everAccepted = false;
  let hurried = false;
  const again = alarm(clock, () => void reconnect());
  const polling = alarm(clock, () => {
    poll();
    polling.set(POLL_EVERY);
    // Whoever was signed out may have signed in again in another tab.
    if (!socket.trying && !again.isSet) void reconnect();
  });

  socket.on('ready', (hello) => {
    if (hello.user_id !== store.userId) return refuse();
    accepted = true;
    everAccepted = true;
    failures = 0;
    again.stop();
    polling.stop();
    ready(hello);
  });
  socket.on('disconnect', lost);
  socket.on('connect_error', lost);

  function lost() {
    accepted = false;
    hurried = false;
    down();
    if (stopped) return;
    if (!polling.isSet) {
      polling.set(POLL_EVERY);
      // Where sockets never get through, what is new should not wait for the first half minute.
      if (!everAccepted) poll();
    }
    // By itself it comes back only when the network failed, not when the server refused or closed it.
    if (!socket.trying) again.set(backoff(++failures, null, clock.random));
  }

  /** Somebody else has signed in here: nothing of this person's may travel under their name. */
  function refuse() {
    stop();
    refused();
  }

  async function reconnect() {
    try {
      const { user } = await identify();
      if (stopped) return;
      if (user.id === store.userId) socket.connect();
      else refuse();
    } catch (/** @type {any} */ error) {
      report(error);
      if (error.status !== 401 && !stopped) again.set(backoff(++failures, error.retryAfter, clock.random));
    }
  }

  /** A connection that the network has left behind looks alive until it is used. */
  async function probe() {
    try {
      await socket.call('presence', { state: presence() }, PROBE_WITHIN);
    } catch (/** @type {any} */ error) {
      if (error.status === 0 && !stopped) restart();
    }
  }

  function restart() {
    socket.close();
    if (!stopped) socket.connect();
  }

  /** Something suggests that the network or the computer is back, or gone. */
  function nudge() {
    if (stopped) return;
    if (socket.connected) void probe();
    else restart();
  }

  /** The server was reached by other means: don't sit out the pause. An attempt under way is left in peace. */
  function hurry() {
    if (accepted || stopped || hurried) return;
    hurried = true;
    if (socket.trying) return restart();
    again.stop();
    void reconnect();
  }

  function stop() {
    stopped = true;
    accepted = false;
    again.stop();
    polling.stop();
    socket.close();
  }

  return {
    start: () => socket.connect(),
    nudge,
    hurry,
    stop,
    get accepted() {
      return accepted;
    },
  };
}
