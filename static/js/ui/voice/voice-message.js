/** @import { Attachment, StoredMessage } from '../../types.js' */
import { html } from 'lit-html';
import { durationWords } from '../../lib/duration.js';
import { icon } from '../icon.js';
import './playing-bar.js';
import { saveFile } from '../files/save-file.js';
import { View } from '../view.js';
import { voice } from '../words/voice.js';
import { faster, lengthOf, noteMoved, player, seekTo, speed, stopPlaying, togglePlaying } from './voice-player.js';
import { barsFrom, waveform } from './waveform.js';

/** A voice message: its waveform is what one sees, and where one seeks. */
class VoiceMessage extends View {
  /** @type {Attachment} */
  file = /** @type {any} */ (null);
  /** What it came with; none while it is not sent, and then there is nothing to download. @type {StoredMessage|null} */
  message = null;
  /** @type {0|-1} */
  tab = 0;
  /** Seconds. */
  at = 0;
  playing = false;
  /** @type {number[]} */
  bars = [];

  start() {
    this.bars = barsFrom(this.file.waveform ?? []);
    this.until(
      'player',
      player.subscribe((now) => this.onPlayer(now)),
    );
    this.until(
      'speed',
      speed.subscribe(() => this.update()),
    );
    if (this.isPlayed) noteMoved();
  }

  stop() {
    if (!this.isPlayed) return;
    if (this.message) noteMoved();
    else stopPlaying();
  }

  get isPlayed() {
    return player.get().file?.id === this.file.id;
  }

  /** @param {import('./voice-player.js').Playing} now */
  onPlayer({ file, at, playing }) {
    const was = this.playing;
    this.playing = file?.id === this.file.id && playing;
    if (file?.id === this.file.id) this.at = at;
    if (was || file?.id === this.file.id) this.update();
  }

  template() {
    const { at, playing, tab, file, message } = this;
    const total = lengthOf(file);
    const label = playing ? voice.pause : voice.play;
    return html`<div class="voice" ?data-playing=${playing}>
      <button type="button" class="icon-button voice-play" tabindex=${tab} aria-label=${label} title=${label} @click=${this.toggle}>${icon(playing ? 'pause' : 'play')}</button>
      <span class="voice-track">
        ${waveform(this.bars, total > 0 ? Math.min(1, at / total) : 0)}
        <input type="range" min="0" max=${total} step="0.1" tabindex=${tab} .value=${`${at}`} aria-label=${voice.position}
          aria-valuetext=${voice.at(durationWords(at * 1000), durationWords(total * 1000))} @input=${this.onSeek} @keydown=${this.onKey} />
      </span>
      <span class="voice-time">${durationWords((playing || at > 0 ? at : total) * 1000)}</span>
      <button type="button" class="voice-speed" tabindex=${tab} aria-label=${voice.speed(speed.get())} title=${voice.speed(speed.get())} @click=${faster}>${speed.get()}×</button>
      ${message ? html`<button type="button" class="icon-button voice-save" tabindex=${tab} aria-label=${voice.download} title=${voice.download} @click=${() => saveFile(file)}>${icon('download')}</button>` : ''}
    </div>`;
  }

  toggle = () => togglePlaying(this.file, { at: this.at, message: this.message });

  /** @param {Event} event */
  onSeek = (event) => {
    this.at = Number(/** @type {HTMLInputElement} */ (event.target).value);
    if (this.isPlayed) seekTo(this.at);
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
