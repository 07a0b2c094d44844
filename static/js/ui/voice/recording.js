/** @import { Store } from '../../types.js' */
import { MOST_FILES, stagedFiles, stageFile } from '../../db/files.js';
import { forgetPieces, keepPiece, keptPieces } from '../../db/recordings.js';
import { levelOf, shapeOf } from '../../lib/waveform.js';

/** The browsers' own formats, the smaller first. */
const TYPES = ['audio/webm;codecs=opus', 'audio/ogg;codecs=opus', 'audio/mp4;codecs=mp4a.40.2', 'audio/mp4'];
const BITS_PER_SECOND = 32_000;
/** Milliseconds. */
const STEP = 50;
const PIECE = 1000;
const SHORTEST = 400;
export const LONGEST = 15 * 60_000;

/** Why nothing can be recorded; `code` is the name of its words. */
export class CannotRecord extends Error {
  /** @param {'insecure'|'unable'|'refused'|'missing'|'busy'} code */
  constructor(code) {
    super(code);
    this.code = code;
  }
}

/** @type {Object<string, 'refused'|'missing'>} */
const REASONS = {
  NotAllowedError: 'refused',
  SecurityError: 'refused',
  NotFoundError: 'missing',
  OverconstrainedError: 'missing',
};

/** @returns {Promise<MediaStream>} */
async function microphone() {
  if (!window.isSecureContext) throw new CannotRecord('insecure');
  if (!navigator.mediaDevices?.getUserMedia || !typeHere()) throw new CannotRecord('unable');
  try {
    return await navigator.mediaDevices.getUserMedia({ audio: { echoCancellation: true, noiseSuppression: true } });
  } catch (error) {
    throw new CannotRecord(REASONS[/** @type {Error} */ (error).name] ?? 'busy');
  }
}

const typeHere = () => TYPES.find((type) => globalThis.MediaRecorder?.isTypeSupported(type));

/** The name under which a recording is held as one that is under way, in this tab or another. @param {string} conversationId */
const lockOf = (conversationId) => `quchat:recording:${conversationId}`;

/**
 * A voice message while it is recorded. Every second of it is kept in the database: if the page goes, what was said until
 * then joins the draft when the conversation is opened again (`salvage`).
 */
export class Recording {
  /** How loud it was, in steps of 50 ms. @type {number[]} */
  levels = [];
  #pieces = 0;
  /** Until where the levels are kept. */
  #kept = 0;
  /** @type {Blob[]} */
  #blobs = [];
  #free = () => {};
  /** @type {Promise<void>} */
  #over = new Promise((resolve) => {
    this.#free = resolve;
  });
  /** @type {Promise<unknown>} */
  #keeping = Promise.resolve();

  /** Asks for the microphone and begins. @param {Store} store @param {string} conversationId @throws {CannotRecord} */
  static async begin(store, conversationId) {
    return new Recording(store, conversationId, await microphone());
  }

  /** @param {Store} store @param {string} conversationId @param {MediaStream} stream */
  constructor(store, conversationId, stream) {
    this.store = store;
    this.conversationId = conversationId;
    this.stream = stream;
    this.began = performance.now();
    this.recorder = new MediaRecorder(stream, { mimeType: typeHere(), audioBitsPerSecond: BITS_PER_SECOND });
    this.recorder.ondataavailable = ({ data }) => this.#take(data);
    this.recorder.start(PIECE);
    this.context = new AudioContext();
    void this.context.resume();
    this.analyser = this.context.createAnalyser();
    this.context.createMediaStreamSource(stream).connect(this.analyser);
    this.samples = new Float32Array(this.analyser.fftSize);
    this.timer = setInterval(() => this.#listen(), STEP);
    void navigator.locks?.request(lockOf(conversationId), () => this.#over);
  }

  /** Milliseconds. */
  get elapsed() {
    return performance.now() - this.began;
  }

  /** In a tab that nobody looks at this is called more seldom: then one level stands for several steps. */
  #listen() {
    this.analyser.getFloatTimeDomainData(this.samples);
    const level = levelOf(this.samples);
    while (this.levels.length * STEP < this.elapsed) this.levels.push(level);
  }

  /** @param {Blob} blob */
  #take(blob) {
    if (blob.size === 0) return;
    this.#blobs.push(blob);
    const levels = this.levels.slice(this.#kept);
    this.#kept = this.levels.length;
    const piece = { blob, levels, stepMs: STEP };
    // Best effort: on a full disk the recording itself goes on.
    this.#keeping = keepPiece(this.store, this.conversationId, this.#pieces++, piece).catch(() => {});
  }

  /** Lets go of the microphone. @returns {Promise<number>} how long it was */
  async #end() {
    const duration = this.elapsed;
    clearInterval(this.timer);
    if (this.recorder.state !== 'inactive') {
      const stopped = new Promise((resolve) => this.recorder.addEventListener('stop', resolve, { once: true }));
      this.recorder.stop();
      await stopped;
    }
    for (const track of this.stream.getTracks()) track.stop();
    void this.context.close();
    return duration;
  }

  /** Puts what was said with the draft. @returns {Promise<boolean>} false: it was too short to have been meant */
  async finish() {
    const duration = await this.#end();
    const enough = duration >= SHORTEST && this.#blobs.length > 0;
    try {
      if (enough) await stage(this.store, this.conversationId, this.#blobs, this.levels, duration);
      await this.#forget();
    } finally {
      this.#free();
    }
    return enough;
  }

  /** Forgets it. */
  async cancel() {
    await this.#end();
    await this.#forget();
    this.#free();
  }

  async #forget() {
    await this.#keeping;
    await forgetPieces(this.store, this.conversationId);
  }
}

/** @param {Store} store @param {string} conversationId @param {Blob[]} blobs @param {number[]} levels @param {number} durationMs */
async function stage(store, conversationId, blobs, levels, durationMs) {
  const type = blobs[0].type.split(';')[0];
  const moment = new Date(store.now()).toISOString().slice(0, 16).replace('T', ' ').replace(':', '.');
  const ending = { 'audio/webm': 'webm', 'audio/ogg': 'ogg', 'audio/mp4': 'm4a' }[type] ?? 'audio';
  const waveform = shapeOf(levels.length > 0 ? levels : [0]);
  const name = `Voice message ${moment}.${ending}`;
  await stageFile(store, conversationId, { blob: new Blob(blobs, { type }), name, durationMs, waveform });
}

/** Whether one more file may join the draft. @param {Store} store @param {string} conversationId */
export const hasRoom = async (store, conversationId) => (await stagedFiles(store, conversationId)).length < MOST_FILES;

/**
 * Puts a recording with the draft that a page took with it when it went.
 * @param {Store} store @param {string} conversationId
 * @returns {Promise<boolean>} whether there was one
 */
export async function salvage(store, conversationId) {
  if (!navigator.locks) return false;
  return navigator.locks.request(lockOf(conversationId), { ifAvailable: true }, async (lock) => {
    const pieces = lock ? await keptPieces(store, conversationId) : [];
    if (pieces.length === 0 || !(await hasRoom(store, conversationId))) return false;
    const levels = pieces.flatMap((piece) => piece.levels);
    const blobs = pieces.map(({ blob }) => blob);
    await stage(store, conversationId, blobs, levels, Math.max(PIECE * pieces.length, levels.length * STEP));
    await forgetPieces(store, conversationId);
    return true;
  });
}
