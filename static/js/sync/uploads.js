/** @import { LocalFile, Store } from '../types.js' */
/** @import { Clock } from './clock.js' */
import { failUpload, forgetFiles, noteUpload, releaseUploads, uploadQueue } from '../db/file-queue.js';
import { blobOf, previewOf } from '../db/files.js';
import { atomically } from '../db/store.js';
import { ApiError } from '../net/http.js';
import { backoff } from './backoff.js';
import { alarm, systemClock } from './clock.js';
import { giveBack } from './give-back.js';

/** So many files travel at once: one alone leaves the line idle between its requests, many starve each other. */
const AT_ONCE = 3;
/** How often the server may fail over one file before it is the file's fault. */
const PATIENCE = 4;
/** Progress is noted so often; the note is a write to the database. */
const NOTE_EVERY = 300;
/** Refusals that say nothing about the file: it is tried again later. */
const PASSING = [0, 408, 409, 423, 429, 502, 503, 504];

/**
 * Brings the files of waiting messages to the server, several at once, each from where it stopped. One that is refused
 * sets its message aside with the reason; one that nobody wants any more is given up on the way.
 * @param {Store} store
 * @param {{send: (file: LocalFile, blob: Blob, ways: {signal: AbortSignal, progress: (sent: number) => void}) => Promise<void>,
 *   isThere: (id: string) => Promise<boolean>, drop: (id: string) => Promise<void>, arrived: () => void,
 *   rightful?: () => Promise<boolean>, clock?: Clock, report?: (error: any) => void}} ways `arrived`: a message may be
 *   able to leave now; `rightful`: no other tab leads by now; `drop`: take back what has come of one
 */
export function createUploads(
  store,
  { send, isThere, drop, arrived, rightful = async () => true, clock = systemClock, report = () => {} },
) {
  /** @type {Map<string, AbortController>} */
  const travelling = new Map();
  /** How often each failed for no reason given. @type {Map<string, number>} */
  const strikes = new Map();
  const timer = alarm(clock, () => void run());
  let running = false;
  let wanted = false;
  let stopped = false;
  let signedOut = false;
  let failures = 0;

  async function run() {
    wanted = true;
    if (running) return;
    running = true;
    try {
      while (wanted && !stopped && !signedOut) {
        wanted = false;
        await look();
      }
    } catch (error) {
      report(error);
      if (!stopped) wait(null);
    } finally {
      running = false;
    }
  }

  async function look() {
    const queue = await uploadQueue(store);
    for (const [id, control] of travelling) if (!queue.some((file) => file.id === id)) control.abort();
    if (queue.length === 0) await forgetFiles(store);
    if (timer.isSet) return;
    for (const file of queue) if (travelling.size < AT_ONCE && !travelling.has(file.id)) begin(file);
  }

  /** @param {LocalFile} file */
  function begin(file) {
    const control = new AbortController();
    travelling.set(file.id, control);
    carry(file, control.signal)
      .catch((error) => failed(file, error, control.signal))
      .catch(report)
      .finally(() => {
        travelling.delete(file.id);
        void run();
      });
  }

  /** @param {LocalFile} file @param {AbortSignal} signal */
  async function carry(file, signal) {
    if (!(await rightful())) return stop();
    const blob = await bytesOf(file);
    // Noted before it begins, so that whoever goes on after a crash asks the server how far it came.
    await noteUpload(store, file.id, { state: 'uploading', begun: true });
    if (blob) await send(file, blob, { signal, progress: noting(file.id) });
    // Of a message that is given back, the server takes what there is.
    else if (!file.again && !(await isThere(file.id))) return await refused(file, GONE);
    await noteUpload(store, file.id, { state: 'done', sent: file.size });
    failures = 0;
    strikes.delete(file.id);
    arrived();
  }

  /**
   * Of what a restored server has lost, the small picture is better than nothing.
   * @param {LocalFile} file
   */
  async function bytesOf({ id, again }) {
    const whole = await blobOf(store, id);
    return whole || !again || (await isThere(id)) ? whole : previewOf(store, id);
  }

  /** @param {string} id */
  function noting(id) {
    let last = -Infinity;
    return (/** @type {number} */ sent) => {
      const now = performance.now();
      if (now - last < NOTE_EVERY) return;
      last = now;
      noteUpload(store, id, { sent }).catch(report);
    };
  }

  /** @param {LocalFile} file @param {any} error @param {AbortSignal} signal */
  async function failed(file, error, signal) {
    if (signal.aborted) return stopped ? undefined : givenUp(file.id);
    if (!(error instanceof ApiError)) throw error;
    if (isItsFault(file.id, error)) return refused(file, error);
    await noteUpload(store, file.id, { state: 'waiting' });
    report(error);
    if (error.status === 401) signedOut = true;
    else wait(error.retryAfter);
  }

  /** @param {string} id @param {ApiError} error */
  function isItsFault(id, { status }) {
    if (status === 401 || PASSING.includes(status)) return false;
    const count = (strikes.get(id) ?? 0) + 1;
    strikes.set(id, count);
    return status < 500 || count >= PATIENCE;
  }

  /** @param {LocalFile} file @param {{code: string, message: string}} error */
  async function refused({ id }, error) {
    strikes.delete(id);
    await atomically(store, async () => {
      for (const entry of await failUpload(store, id, error)) await giveBack(store, entry, error, { park: true });
    });
    arrived();
  }

  /** Its message was cancelled. What has come of it expires by itself, should this not be heard. @param {string} id */
  async function givenUp(id) {
    await drop(id).catch(() => undefined);
  }

  /** @param {number|null} retryAfter */
  function wait(retryAfter) {
    failures += 1;
    timer.set(backoff(failures, retryAfter, clock.random));
  }

  function stop() {
    stopped = true;
    timer.stop();
    for (const control of travelling.values()) control.abort();
  }

  return {
    wake: run,
    /** The server is back, or somebody has signed in again: don't wait any longer. */
    async resume() {
      signedOut = false;
      failures = 0;
      timer.stop();
      await run();
    },
    /** After a crash or take-over. */
    async start() {
      await releaseUploads(store);
      await run();
    },
    stop,
  };
}

/** @typedef {ReturnType<typeof createUploads>} Uploads */

/** Neither here nor there: an import without its bytes, say. */
const GONE = { code: 'file_gone', message: 'The file is not on this device any more.' };
