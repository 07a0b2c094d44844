/** @import { Attachment } from '../types.js' */
import { html } from 'lit-html';
import { ifDefined } from 'lit-html/directives/if-defined.js';
import { durationWords } from '../lib/duration.js';
import { observable } from '../lib/observable.js';
import { icon } from './icon.js';
import { addressOf } from './media-address.js';
import './one-at-a-time.js';
import { saveFile } from './save-file.js';
import { showToast } from './toast.js';
import { View } from './view.js';
import { barsFrom, waveform } from './waveform.js';
import { files } from './words/files.js';
import { voice } from './words/voice.js';

const SPEEDS = [1, 1.5, 2];
/** Beyond the end of anything: a browser's recording does not say how long it is, and is read through to find out. */
const BEYOND = 1e9;

/** Who listens fast, listens fast to everything. */
const speed = observable(1);

/** A voice message: its waveform is what one sees, and where one seeks. */
class VoiceMessage extends View {
  /** @type {Attachment} */
  file = /** @type {any} */ (null);
  /** @type {0|-1} */
  tab = 0;
  /** Not yet sent: then there is nothing to download. */
  staged = false;
  address = '';
  drop = () => {};
  /** Seconds. */
  at = 0;
  playing = false;
  /** @type {number[]} */
  bars = [];

  start() {
    this.bars = barsFrom(this.file.waveform ?? []);
    this.until(
      'speed',
      speed.subscribe((now) => {
        if (this.audio) this.audio.playbackRate = now;
        this.update();
      }),
    );
    this.listen(this, 'timeupdate', () => this.onTime(), { capture: true });
  }

  stop() {
    this.audio?.pause();
    this.drop();
    this.address = '';
    this.playing = false;
  }

  get audio() {
    return this.querySelector('audio');
  }

  /** Seconds. */
  get total() {
    return (this.file.duration_ms ?? 0) / 1000;
  }

  template() {
    const { at, total, playing, tab, file, address } = this;
    const label = playing ? voice.pause : voice.play;
    return html`<div class="voice" ?data-playing=${playing}>
      <audio preload="none" src=${ifDefined(address || undefined)} @play=${() => this.onState(true)} @pause=${() => this.onState(false)} @ended=${() => this.onEnd()}></audio>
      <button type="button" class="icon-button voice-play" tabindex=${tab} aria-label=${label} title=${label} @click=${() => this.toggle()}>${icon(playing ? 'pause' : 'play')}</button>
      <span class="voice-track">
        ${waveform(this.bars, total > 0 ? Math.min(1, at / total) : 0)}
        <input type="range" min="0" max=${total} step="0.1" tabindex=${tab} .value=${`${at}`} aria-label=${voice.position}
          aria-valuetext=${voice.at(durationWords(at * 1000), durationWords(total * 1000))} @input=${this.onSeek} @keydown=${this.onKey} />
      </span>
      <span class="voice-time">${durationWords((playing || at > 0 ? at : total) * 1000)}</span>
      <button type="button" class="voice-speed" tabindex=${tab} aria-label=${voice.speed(speed.get())} title=${voice.speed(speed.get())} @click=${faster}>${speed.get()}×</button>
      ${this.staged ? '' : html`<button type="button" class="icon-button voice-save" tabindex=${tab} aria-label=${voice.download} title=${voice.download} @click=${() => saveFile(file)}>${icon('download')}</button>`}
    </div>`;
  }

  /** Fetched when somebody wants to hear it, and not before. @returns {Promise<HTMLAudioElement|null>} */
  async load() {
    if (!this.address) {
      const found = await addressOf(this.file);
      if (!found) {
        showToast(files.notHere);
        return null;
      }
      this.address = found.address;
      this.drop = found.drop;
      this.paint();
    }
    const { audio } = this;
    if (audio) await readable(audio);
    return audio;
  }

  async toggle() {
    if (this.playing) return void this.audio?.pause();
    try {
      const audio = await this.load();
      if (!audio) return;
      if (Math.abs(audio.currentTime - this.at) > 0.2) audio.currentTime = this.at;
      audio.playbackRate = speed.get();
      await audio.play();
    } catch (error) {
      if (/** @type {Error} */ (error).name === 'AbortError') return; // paused again before it began
      showToast(navigator.onLine ? voice.broken : files.notHere);
      this.stop();
      this.update();
    }
  }

  onTime() {
    const { audio } = this;
    // While it is read through for its length, the time is of no meaning.
    if (!audio || !this.playing) return;
    this.at = Math.min(audio.currentTime, this.total);
    this.update();
  }

  /** @param {boolean} playing */
  onState(playing) {
    this.playing = playing;
    this.update();
  }

  onEnd() {
    this.at = 0;
    this.onState(false);
  }

  /** @param {Event} event */
  onSeek = (event) => {
    this.at = Number(/** @type {HTMLInputElement} */ (event.target).value);
    if (this.audio && this.address) this.audio.currentTime = this.at;
    this.update();
  };

  /** Space plays, as it does everywhere else; and the timeline's keys are not meant. @param {KeyboardEvent} event */
  onKey = (event) => {
    if (event.key === 'Escape' || event.key === 'Tab') return;
    event.stopPropagation();
    if (event.key !== ' ' && event.key !== 'Enter') return;
    event.preventDefault();
    void this.toggle();
  };
}
customElements.define('qu-voice', VoiceMessage);

const faster = () => speed.set(SPEEDS[(SPEEDS.indexOf(speed.get()) + 1) % SPEEDS.length]);

/**
 * Until one can seek in it. What a browser has recorded knows its length only once it was read to its end.
 * @param {HTMLAudioElement} audio
 */
async function readable(audio) {
  if (audio.readyState === 0) {
    const known = once(audio, 'loadedmetadata');
    audio.load();
    await known;
  }
  if (Number.isFinite(audio.duration)) return;
  const found = once(audio, 'seeked');
  audio.currentTime = BEYOND;
  await found;
  const back = once(audio, 'seeked');
  audio.currentTime = 0;
  await back;
}

/** @param {HTMLMediaElement} media @param {string} type @returns {Promise<void>} */
const once = (media, type) =>
  new Promise((resolve, reject) => {
    media.addEventListener(type, () => resolve(), { once: true });
    media.addEventListener('error', () => reject(media.error), { once: true });
  });
