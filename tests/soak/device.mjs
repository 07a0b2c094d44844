/**
 * One device in a process of its own: the client's data and sync layers as a page has them, on an IndexedDB in memory,
 * with a network that fails. Told what to do by one line of JSON after another, and answers each with one.
 *
 * node tests/soak/device.mjs '{"address": …, "username": …, "password": …, "seed": 1, "name": "a"}'
 */
import 'fake-indexeddb/auto';
import { register } from 'node:module';
import { createInterface } from 'node:readline';
import { fakeLocks } from '../js/support/fake-locks.js';
import { random } from '../js/support/random.js';
import { network } from './network.mjs';

/** Pauses of the client are shorter by this, so that hours pass in minutes. */
const HASTE = 10;
/** Longer ones are about connections that say nothing, which real time decides. */
const LONGEST_PAUSE = 30_000;
const JSON_BODY = { 'Content-Type': 'application/json' };

register('./as-a-browser.mjs', import.meta.url);
const { address, username, password, seed, name } = JSON.parse(process.argv[2]);
const { chance, next } = random(seed);
const net = network({ address, chance, next });
const skew = { now: 0 };
livesInABrowser();

const { createStore } = await import('../../static/js/db/store.js');
const { allCursors } = await import('../../static/js/db/meta.js');
const { discardMessage, retryMessage } = await import('../../static/js/db/messages.js');
const { startSync } = await import('../../static/js/sync/engine.js');
const { verifySession } = await import('../../static/js/sync/session.js');
const { status } = await import('../../static/js/sync/status.js');
const { DEEDS } = await import('./deeds.mjs');

/** @type {any} */
let session;
/** @type {any} */
let store = null;
/** @type {any} */
let sync = null;
let written = 0;
/** Messages whose refusal was met with another attempt. @type {Set<string>} */
const tried = new Set();
/** Faults of the client itself. @type {string[]} */
const broken = [];
const { report } = status;
status.report = (/** @type {any} */ error) => {
  // What is no answer of the server went wrong here.
  if (error && typeof error.status !== 'number') note(error);
  report(error);
};
process.on('unhandledRejection', note);
console.error = note;
console.warn = note;

/** What is under way when a tab closes has nobody left to fail for. @param {any[]} said */
function note(...said) {
  const text = said.map((one) => one?.stack ?? String(one)).join(' ');
  if (!text.includes('DatabaseClosedError')) broken.push(text);
}

/** What a page has, and Node has not. */
function livesInABrowser() {
  const { protocol, host, hostname, port } = new URL(address);
  /** @type {Map<string, string>} */
  const kept = new Map();
  const realTimeout = setTimeout;
  const page = {
    location: { protocol, host, hostname, port },
    localStorage: {
      getItem: (/** @type {string} */ key) => kept.get(key) ?? null,
      setItem: (/** @type {string} */ key, /** @type {string} */ value) => void kept.set(key, value),
      removeItem: (/** @type {string} */ key) => void kept.delete(key),
    },
    navigator: { locks: fakeLocks() },
    fetch: net.fetch,
    WebSocket: net.WebSocket,
    setTimeout: (/** @type {() => void} */ fn, /** @type {number} */ ms = 0, /** @type {any[]} */ ...rest) =>
      realTimeout(fn, ms > LONGEST_PAUSE ? ms : ms / HASTE, ...rest),
  };
  // Defined, not assigned: newer releases of Node have some of them, which can't be written.
  for (const [name, value] of Object.entries(page))
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
}

async function open() {
  if (store) return;
  store = await createStore({ ...session, now: () => Date.now() + skew.now });
  sync = startSync(store);
}

/** As when the tab is closed: the network goes first, so nobody hears the answers that are under way. */
async function close() {
  if (!store) return;
  const wasOffline = net.state.offline;
  net.goOffline();
  await sync.stop();
  store.close();
  store = null;
  if (!wasOffline) net.goOnline();
}

/** What was refused is tried once more, and what is refused again given up. */
async function decide() {
  const failed = await store.db.messages.filter((/** @type {any} */ row) => row.local?.state === 'failed').toArray();
  for (const { id } of failed) {
    if (tried.has(id)) await discardMessage(store, id);
    else await retryMessage(store, id);
    tried.add(id);
  }
  return failed.length;
}

/** @param {Object<string, number>} heads */
async function isAtRest(heads) {
  const cursors = await allCursors(store);
  const reached = Object.entries(heads).every(([log, head]) => (cursors[log] ?? -1) >= head);
  return reached && (await store.db.outbox.count()) === 0;
}

/** @type {Object<string, (told: any) => Promise<any>>} */
const ORDERS = {
  async signIn() {
    await net.fetch('/api/v1/auth/login', {
      method: 'POST',
      headers: JSON_BODY,
      body: JSON.stringify({ username, password }),
    });
    session = await verifySession();
    await open();
  },
  async deed({ deed, dice, people }) {
    if (!store) return null;
    let thrown = 0;
    const world = {
      store,
      people,
      dice: () => dice[thrown++ % dice.length],
      text: () => `${name}-${++written}`,
    };
    await DEEDS[deed](world);
    return null;
  },
  async fault({ faulty }) {
    net.state.faulty = faulty;
  },
  async offline() {
    net.goOffline();
  },
  async online() {
    net.goOnline();
    await sync?.syncNow();
  },
  async clock({ error }) {
    skew.now = error;
  },
  open,
  close,
  decide: async () => (store ? decide() : 0),
  async heal() {
    net.heal();
    await open();
    await sync.syncNow();
  },
  /** Waits until nothing waits, and everything up to `heads` has been applied. */
  async rest({ heads, within }) {
    for (const end = performance.now() + within; performance.now() < end; ) {
      if (await isAtRest(heads)) return true;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    return false;
  },
  async holds() {
    const tables = await store.db.transaction('r', store.db.tables, () =>
      Promise.all(
        store.db.tables.map(async (/** @type {any} */ { name: table }) => [
          table,
          await store.db.table(table).toArray(),
        ]),
      ),
    );
    return Object.fromEntries(tables);
  },
  account: async () => ({ broken, met: net.met }),
};

for await (const line of createInterface({ input: process.stdin })) {
  const told = JSON.parse(line);
  try {
    process.stdout.write(`${JSON.stringify({ answer: (await ORDERS[told.order](told)) ?? null })}\n`);
  } catch (/** @type {any} */ error) {
    process.stdout.write(`${JSON.stringify({ error: error?.stack ?? String(error) })}\n`);
  }
}
process.exit(0);
