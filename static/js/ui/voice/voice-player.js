/** @import { Attachment, StoredMessage } from '../../types.js' */
import { observable } from '../../lib/observable.js';
import { addressOf } from '../files/media-address.js';
import './one-at-a-time.js';
import { showToast } from '../toast.js';
import { files } from '../words/files.js';
import { voice } from '../words/voice.js';

/** Beyond the end of anything: a browser's recording does not say how long it is, and is read through to find out. */
const BEYOND = 1e9;

/**
 * The voice that is played, of which there is one. It goes on whether or not its message is in the page: one scrolls,
 * and reads elsewhere, while one listens.
 * @typedef {{file: Attachment|null, message: StoredMessage|null, at: number, playing: boolean}} Playing `at` in seconds
 */
export const player = observable(/** @type {Playing} */ ({ file: null, message: null, at: 0, playing: false }));
/** Who listens fast, listens fast to everything. */
export const speed = observable(1);

const SPEEDS = [1, 1.5, 2];
export const faster = () => speed.set(SPEEDS[(SPEEDS.indexOf(speed.get()) + 1) % SPEEDS.length]);

/** @param {Attachment} file @returns {number} seconds */
export const lengthOf = (file) => (file.duration_ms ?? 0) / 1000;

/** @param {Partial<Playing>} change */
const note = (change) => player.set({ ...player.get(), ...change });

const audio = document.createElement('audio');
audio.hidden = true;
document.body.append(audio);
let drop = () => {};
/** While it is read through for its length, the time is of no meaning. */
let reading = false;

audio.addEventListener('play', () => note({ playing: true }));
audio.addEventListener('pause', () => note({ playing: false }));
audio.addEventListener('ended', () => {
  note({ playing: false, at: 0 });
  stopPlaying();
});
audio.addEventListener('timeupdate', () => {
  const { file, playing } = player.get();
  if (file && playing && !reading) note({ at: Math.min(audio.currentTime, lengthOf(file)) });
});
speed.subscribe((now) => {
  audio.playbackRate = now;
});

/**
 * Plays a voice from a place on, or pauses it.
 * @param {Attachment} file @param {{at?: number, message?: StoredMessage|null}} [from] `at` in seconds
 */
export async function togglePlaying(file, { at = 0, message = null } = {}) {
  const now = player.get();
  const isIt = now.file?.id === file.id;
  if (isIt && now.playing) return audio.pause();
  try {
    if (!isIt) await take(file, message);
    if (player.get().file?.id !== file.id) return; // another was begun meanwhile
    const from = isIt ? now.at : at;
    if (Math.abs(audio.currentTime - from) > 0.2) audio.currentTime = from;
    audio.playbackRate = speed.get();
    note({ at: from });
    await audio.play();
  } catch (error) {
    const { name } = /** @type {Error} */ (error);
    if (name === 'AbortError') return; // paused again before it began
    if (player.get().file?.id !== file.id) return;
    // Safari forgets the press while the bytes are fetched. They are here now, so the next one is soon enough.
    if (name === 'NotAllowedError') return void showToast(voice.again);
    showToast(navigator.onLine ? voice.broken : files.notHere);
    stopPlaying();
  }
}

/** @param {number} at seconds */
export function seekTo(at) {
  audio.currentTime = at;
  note({ at });
}

/** The message of what is played came into the page, or left it. */
export const noteMoved = () => player.set(player.get());

/** Ends listening altogether. */
export function stopPlaying() {
  audio.pause();
  audio.removeAttribute('src');
  drop();
  drop = () => {};
  note({ file: null, message: null, at: 0, playing: false });
}

/** Fetched when somebody wants to hear it, and not before. @param {Attachment} file @param {StoredMessage|null} message */
async function take(file, message) {
  stopPlaying();
  note({ file, message });
  const found = await addressOf(file);
  if (player.get().file !== file) return found?.drop();
  if (!found) {
    stopPlaying();
    showToast(files.notHere);
    return;
  }
  drop = found.drop;
  audio.src = found.address;
  reading = true;
  try {
    await readable();
  } finally {
    reading = false;
  }
}

/** Until one can seek in it. What a browser has recorded knows its length only once it was read to its end. */
async function readable() {
  const known = once('loadedmetadata');
  audio.load();
  await known;
  if (Number.isFinite(audio.duration)) return;
  const found = once('seeked');
  audio.currentTime = BEYOND;
  await found;
  const back = once('seeked');
  audio.currentTime = 0;
  await back;
}

/** @param {string} type @returns {Promise<void>} */
const once = (type) =>
  new Promise((resolve, reject) => {
    audio.addEventListener(type, () => resolve(), { once: true });
    audio.addEventListener('error', () => reject(audio.error), { once: true });
  });
