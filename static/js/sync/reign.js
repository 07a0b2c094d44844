/** @import { LogEntry, Service, Store, SyncStatus } from '../types.js' */
/** @import { Clock } from './clock.js' */
import { request } from '../net/http.js';
import { createSocket } from '../net/socket.js';
import { createApplier } from './applier.js';
import { keepConnected } from './connection.js';
import { createCourier } from './courier.js';
import { createDelivery } from './delivery.js';
import { createHub } from './hub.js';
import { createOutbox } from './outbox.js';
import { hasten } from './outbox-states.js';
import { createPackets } from './packets.js';
import { createPull } from './pull.js';
import { createReoffer } from './reoffer.js';
import { afterwards, greeted, WORKING } from './service.js';
import { createTransport } from './transport.js';

/**
 * What the leading tab does for all: it owns the socket, pulls, takes packets and sends the outbox.
 * @param {Store} store
 * @param {{tell: (type: string, data?: any) => void, status: {update: (change: Partial<SyncStatus>) => void,
 *   report: (error: any) => void}, clock: Clock, connect?: typeof createSocket, rightful: () => Promise<boolean>,
 *   heardMode?: (mode: string) => void}} ways `tell` reaches every tab; `rightful`: no other tab leads by now
 */
export function reign(store, { tell, status, clock, connect = createSocket, rightful, heardMode = () => {} }) {
  const socket = connect(store);
  let over = false;
  let reachable = true;
  let service = WORKING;
  /** Something may have been put off because of what the server could not do. */
  let limited = false;

  /** The socket once the server has said whose it is: nothing of this person's may travel before. */
  const link = {
    get connected() {
      return socket.connected && connection.accepted;
    },
    /** @param {string} event @param {any} data */
    call: (event, data) => socket.call(event, data),
  };
  const transport = createTransport(link, {
    working: (syncing) => status.update({ syncing }),
    reached,
    allowed: rightful,
  });
  const reoffer = createReoffer(store, { ask: (body) => request('POST', '/sync/reoffer', body) });
  const applier = createApplier(store);
  const ask = transport('pull', '/sync/pull');
  const pull = createPull(store, { ask, apply: applier.apply, giveBack: reoffer.run, clock, report });
  const outbox = createOutbox(store, {
    push: transport('push', '/sync/push'),
    pull: pull.pull,
    clock,
    report,
    // What is left may wait for its files, or have left them behind.
    rested: () => void uploads.wake(),
  });
  const uploads = createCourier(store, { arrived: () => void outbox.wake(), rightful, clock, report });
  const hub = createHub(link, tell);
  const delivery = createDelivery(store, { call: link.call, clock });
  const packets = createPackets(store, { pull: pull.pull, clock, report, onApplied });
  const { presence } = hub;
  const connection = keepConnected(store, socket, { clock, ready, poll, down, refused, report, presence });

  socket.on('changes', packets.take);
  socket.on('reset', () => void pull.pull());
  socket.on('typing', (event) => tell('typing', event));
  socket.on('presence', (event) => tell('presence', event));
  socket.on('unsaved_message', (event) => tell('unsaved', event));
  socket.on('unsaved_withdrawn', (event) => tell('withdrawn', event));
  socket.on('service', heardService);

  /** Whichever asks first when the server is back, the others need not wait. @param {boolean} online */
  function reached(online) {
    const isBack = online && !reachable;
    reachable = online;
    status.update({ online: online || link.connected });
    if (!isBack) return;
    connection.hurry();
    poll();
  }

  /** @param {any} error */
  function report(error) {
    if (!over) status.report(error);
  }

  /** @param {LogEntry[]} entries */
  function onApplied(entries) {
    delivery.applied(entries);
    hub.applied(entries);
    // What was lost may be what others bring back: the conversation of a message, the message of a reaction.
    if (reoffer.waits) void pull.pull();
  }

  /** @param {{sync_mode?: string, service?: Service, release?: string}} hello */
  function ready(hello) {
    if (hello.sync_mode) heardMode(hello.sync_mode);
    service = hello.service ?? WORKING;
    limited ||= service.state !== 'ok';
    status.update({ online: true, ...greeted(hello) });
    hub.ready();
    goOn();
  }

  /** @param {Service} now */
  function heardService(now) {
    service = now;
    status.update({ service });
    if (now.state === 'ok') goOn();
    else limited = true;
  }

  /** The server takes everything: what was put off because it did not need not sit out its pause. */
  function goOn() {
    if (!limited || service.state !== 'ok') return poll();
    limited = false;
    hasten(store).then(poll, report);
  }

  function poll() {
    void pull.pull();
    void outbox.resume();
    void uploads.resume();
  }

  function down() {
    service = afterwards(service);
    status.update({ online: false, service });
    tell('silence');
  }

  function refused() {
    report({ status: 401, code: 'other_user' });
    stop();
  }

  function stop() {
    over = true;
    for (const part of [connection, outbox, uploads, pull, packets, delivery, applier]) part.stop();
  }

  return {
    async start() {
      connection.start();
      await Promise.all([outbox.start(), uploads.resume()]);
    },
    hear: hub.hear,
    wake() {
      // What can't be saved is told to those who are online, and nobody waits a minute for the next sentence.
      if (service.state === 'read_only') hasten(store).then(outbox.resume, report);
      else void outbox.wake();
      void uploads.wake();
    },
    nudge: connection.nudge,
    /** Everything now, in both directions. */
    async syncNow() {
      connection.nudge();
      await Promise.all([pull.pull(), outbox.resume(), uploads.resume()]);
    },
    stop,
  };
}
