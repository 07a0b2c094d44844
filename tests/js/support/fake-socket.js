import { ApiError } from '../../../static/js/net/http.js';

/** @typedef {ReturnType<typeof fakeSocket>} FakeSocket */

/** A live connection without a network: it notes what it is asked and hears what a test says. */
export function fakeSocket() {
  /** @type {Map<string, (data: any) => void>} */
  const handlers = new Map();
  /** @type {[string, any][]} */
  const calls = [];
  return {
    connected: false,
    trying: true,
    connects: 0,
    calls,
    /** Answers to calls, by event: a value, or a function of the data. @type {Object<string, any>} */
    answers: {},
    connect() {
      this.connects += 1;
    },
    close() {
      this.connected = false;
    },
    /** @param {string} event @param {(data: any) => void} fn */
    on(event, fn) {
      handlers.set(event, fn);
    },
    /** @param {string} event @param {any} data */
    async call(event, data) {
      calls.push([event, structuredClone(data)]);
      if (!this.connected) throw new ApiError({ status: 0, code: 'offline', message: '' });
      const answer = this.answers[event];
      return typeof answer === 'function' ? answer(data) : (answer ?? { ok: true });
    },
    /** As if the server had said this. @param {string} event @param {any} [data] */
    hear: (event, data) => handlers.get(event)?.(data),
    /** The calls of one event since the last look. @param {string} event */
    take(event) {
      const taken = calls.filter(([name]) => name === event).map(([, data]) => data);
      calls.splice(0, calls.length, ...calls.filter(([name]) => name !== event));
      return taken;
    },
  };
}
