import { html } from 'lit-html';
import { MOST_FILES } from '../../db/files.js';
import { isQuota } from '../../db/quota.js';
import { durationWords } from '../../lib/duration.js';
import { BARS } from '../../lib/waveform.js';
import { announce } from '../announce.js';
import { context } from '../context.js';
import { icon } from '../icon.js';
import { showToast } from '../toast.js';
import { View } from '../view.js';
import { files } from '../words/files.js';
import { voice } from '../words/voice.js';
import { words } from '../words.js';
import { CannotRecord, hasRoom, LONGEST, Recording } from './recording.js';
import { waveform } from './waveform.js';

/** Whoever holds the button for so long speaks while holding it, and is done on letting go. */
const HOLD = 400;
const REDRAW = 100;

/** What became of a recording: nothing, a file of the draft, or one that is to leave at once. @typedef {'nothing'|'kept'|'send'} Outcome */

/** In the composer's place while one speaks: how long, how loud, and the three ways out. */
class VoiceRecorder extends View {
  conversationId = '';
  /** The button was pressed, and is let go after so many milliseconds. @type {Promise<number>|null} */
  released = null;
  isReleased = false;
  /** @type {(outcome: Outcome) => void} */
  done = () => {};
  /** @type {Recording|null} */
  recording = null;
  over = false;

  start() {
    this.listen(this, 'keydown', this.onKey);
    const timer = setInterval(() => this.tick(), REDRAW);
    this.until('timer', () => clearInterval(timer));
    void this.released?.then(() => {
      this.isReleased = true;
    });
    void this.begin();
  }

  /** One has gone elsewhere: what was said stays with the draft. */
  stop() {
    if (!this.over) void this.end('kept');
  }

  async begin() {
    const { store } = context;
    try {
      if (!(await hasRoom(store, this.conversationId))) return this.giveUp(files.tooMany(MOST_FILES));
      const recording = await Recording.begin(store, this.conversationId);
      if (this.over || !this.isConnected) return void recording.cancel();
      this.recording = recording;
    } catch (error) {
      if (!(error instanceof CannotRecord)) console.error(error);
      return this.giveUp(error instanceof CannotRecord ? voice[error.code] : voice.unable);
    }
    for (const track of this.recording.stream.getTracks())
      track.addEventListener('ended', () => this.end('kept', voice.lost));
    announce(voice.recording);
    this.paint();
    /** @type {HTMLElement|null} */ (this.querySelector('.voice-stop'))?.focus();
    // Let go while the browser still asked for leave, it was a click.
    if (!this.isReleased)
      void this.released?.then((ms) => {
        if (ms >= HOLD) void this.end('kept');
      });
  }

  /** @param {string} why */
  giveUp(why) {
    if (this.over) return;
    this.over = true;
    showToast(why);
    this.done('nothing');
  }

  tick() {
    if (this.recording && this.recording.elapsed >= LONGEST) void this.end('kept', voice.longest);
    else this.update();
  }

  /** @param {Outcome} outcome @param {string} [why] */
  async end(outcome, why) {
    if (this.over) return;
    this.over = true;
    const { recording } = this;
    if (!recording) return this.done('nothing');
    const reached = await settle(recording, outcome);
    if (reached === 'nothing' && outcome !== 'nothing') showToast(voice.tooShort);
    else if (why) showToast(why);
    announce(reached === 'nothing' ? voice.cancelled : reached === 'kept' ? voice.ready : '');
    this.done(reached);
  }

  /** @param {KeyboardEvent} event */
  onKey = (event) => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    event.stopPropagation();
    void this.end('nothing');
  };

  template() {
    const { recording } = this;
    const levels = recording?.levels.slice(-BARS) ?? [];
    const bars = [...Array(BARS - levels.length).fill(0), ...levels];
    return html`<div class="voice-recorder" role="group" aria-label=${voice.recording}>
      <button type="button" class="icon-button" aria-label=${voice.cancel} title=${voice.cancel} @click=${() => this.end('nothing')}>${icon('trash')}</button>
      ${
        recording
          ? html`<span class="voice-light"></span><span class="voice-time" role="timer">${durationWords(recording.elapsed)}</span>${waveform(bars)}`
          : html`<span class="voice-asking" role="status">${voice.asking}</span>`
      }
      <button type="button" class="icon-button voice-stop" ?disabled=${!recording} aria-label=${voice.stop} title=${voice.stop} @click=${() => this.end('kept')}>${icon('stop')}</button>
      <button type="button" class="send-button" aria-disabled=${!recording} aria-label=${voice.send} title=${voice.send} @click=${() => recording && this.end('send')}>${icon('send')}</button>
    </div>`;
  }
}
customElements.define('qu-voice-recorder', VoiceRecorder);

/** @param {Recording} recording @param {Outcome} outcome @returns {Promise<Outcome>} */
async function settle(recording, outcome) {
  try {
    if (outcome !== 'nothing') return (await recording.finish()) ? outcome : 'nothing';
    await recording.cancel();
  } catch (error) {
    console.error(error);
    showToast(isQuota(error) ? files.full(voice.recording) : words.failed);
  }
  return 'nothing';
}

/** @param {{conversationId: string, released: Promise<number>|null, done: (outcome: Outcome) => void}} how */
export const voiceRecorder = (how) =>
  /** @type {HTMLElement} */ (
    Object.assign(/** @type {VoiceRecorder} */ (document.createElement('qu-voice-recorder')), how)
  );
