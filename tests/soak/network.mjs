import { WebSocket } from 'ws';

/** How likely each thing is to go wrong, while things go wrong at all. */
const REFUSED = 0.03;
const ANSWER_LOST = 0.04;
const PACKET = [
  ['dropped', 0.08],
  ['doubled', 0.08],
  ['late', 0.12],
];
const BREAKS_BEFORE_ACKNOWLEDGEMENT = 0.03;
const ACKNOWLEDGED_TWICE = 0.05;
const GOES_DEAD = 0.002;
const LATEST = 400;

/**
 * What stands between a device and the server: cookies as a browser keeps them, and faults. Answers are lost after the
 * server has done its work, requests refused, packets dropped, doubled and late; connections break or go dead.
 * @param {{address: string, chance: (probability: number) => boolean, next: () => number}} ways
 */
export function network({ address, chance, next }) {
  /** @type {Map<string, string>} */
  const jar = new Map();
  /** @type {Set<Line>} */
  const lines = new Set();
  const state = { offline: false, faulty: false };
  /** @type {Object<string, number>} */
  const met = {};
  const directFetch = globalThis.fetch;

  const cookies = () => [...jar].map(([name, value]) => `${name}=${value}`).join('; ');

  /** @param {string} fault @param {number} probability */
  function happens(fault, probability) {
    if (!state.faulty || !chance(probability)) return false;
    met[fault] = (met[fault] ?? 0) + 1;
    return true;
  }

  /** @param {string} path @param {any} [options] */
  async function fetch(path, options = {}) {
    if (state.offline || happens('request refused', REFUSED)) throw new TypeError('fetch failed');
    const headers = { ...options.headers, Cookie: cookies() };
    const response = await directFetch(address + path, { ...options, headers });
    for (const line of response.headers.getSetCookie()) keep(line);
    if (state.offline || happens('answer lost', ANSWER_LOST)) throw new TypeError('fetch failed');
    return response;
  }

  /** @param {string} line */
  function keep(line) {
    const [, name, value] = /** @type {RegExpMatchArray} */ (line.match(/^([^=]+)=([^;]*)/));
    jar.set(name, value);
  }

  /** A connection as the page sees it. */
  class Line extends WebSocket {
    isDead = false;

    /** @param {string} url */
    constructor(url) {
      super(url, { headers: { Cookie: cookies() } });
      lines.add(this);
      this.on('close', () => lines.delete(this));
      // What an error leads to is told by its closing.
      this.on('error', () => {});
      if (state.offline) setImmediate(() => this.terminate());
    }

    /** @param {any} hear */
    set onmessage(hear) {
      super.onmessage = (/** @type {any} */ event) => {
        if (!this.isDead) this.pass(String(event.data), (frame) => this.isDead || hear({ data: frame }));
      };
    }

    /** @param {string} frame @param {(frame: string) => void} hear */
    pass(frame, hear) {
      if (happens('connection went dead', GOES_DEAD)) this.isDead = true;
      else if (frame.startsWith('42["changes"')) this.passPacket(frame, hear);
      else if (frame.startsWith('43')) this.passAcknowledgement(frame, hear);
      else hear(frame);
    }

    /** @param {string} frame @param {(frame: string) => void} hear */
    passPacket(frame, hear) {
      const fate = PACKET.find(([name, probability]) => happens(`packet ${name}`, Number(probability)))?.[0];
      if (fate === 'dropped') return;
      if (fate === 'late') setTimeout(() => hear(frame), next() * LATEST);
      else hear(frame);
      if (fate === 'doubled') hear(frame);
    }

    /** @param {string} frame @param {(frame: string) => void} hear */
    passAcknowledgement(frame, hear) {
      if (happens('acknowledgement lost', BREAKS_BEFORE_ACKNOWLEDGEMENT)) return this.terminate();
      hear(frame);
      if (happens('acknowledged twice', ACKNOWLEDGED_TWICE)) hear(frame);
    }

    /** @param {any} data */
    send(data) {
      if (!this.isDead) super.send(data);
    }
  }

  return {
    fetch,
    WebSocket: Line,
    state,
    met,
    goOffline() {
      state.offline = true;
      for (const line of lines) line.terminate();
    },
    goOnline() {
      state.offline = false;
    },
    /** Everything passes from here on. */
    heal() {
      state.offline = false;
      state.faulty = false;
      for (const line of lines) if (line.isDead) line.terminate();
    },
  };
}
