/** @import { Outcome } from '../voice/voice-recorder.js' */
import { html } from 'lit-html';
import { hasPieces } from '../../db/recordings.js';
import { context } from '../context.js';
import { firstScreen } from '../first-screen.js';
import { icon } from '../icon.js';
import { loadRecorder, loadRecording } from '../lazy.js';
import { showToast } from '../toast.js';
import { voice } from '../words/voice.js';

/** The composer's way into recording: its button, and the recorder in the place of the text while one speaks. */
export class VoiceEntry {
  /** @type {HTMLElement|null} */
  recorder = null;
  #asked = false;

  /**
   * @param {import('./composer.js').Composer} composer
   * @param {(outcome: Outcome) => void} recorded the recorder has gone again
   */
  constructor(composer, recorded) {
    this.composer = composer;
    this.recorded = recorded;
  }

  /** @param {boolean} hidden */
  button(hidden) {
    return html`<button type="button" class="icon-button voice-button" aria-label=${voice.record} title=${voice.record} ?hidden=${hidden} @pointerdown=${this.#onPress} @click=${this.#onPress} @contextmenu=${(/** @type {Event} */ event) => event.preventDefault()}>${icon('microphone')}</button>`;
  }

  /** Recording begins when the button is pressed; whoever goes on holding it is done on letting go. @param {MouseEvent} event */
  #onPress = (event) => {
    const held = event.type === 'pointerdown';
    // A click that ends a press must not begin once more what the press has begun, and perhaps could not do. Only a
    // keyboard's has none before it.
    if (held ? event.button !== 0 : event.detail > 0) return;
    if (this.#asked || this.recorder) return;
    this.#asked = true;
    const released = held ? untilRelease() : null;
    const { composer } = this;
    loadRecorder(({ voiceRecorder }) => {
      const { conversationId } = composer;
      if (composer.isConnected) this.recorder = voiceRecorder({ conversationId, released, done: this.#onDone });
      composer.paint();
    }).finally(() => {
      this.#asked = false;
    });
  };

  /** @param {Outcome} outcome */
  #onDone = (outcome) => {
    this.recorder = null;
    this.recorded(outcome);
  };
}

/** How long a button that was just pressed is held, in milliseconds. @returns {Promise<number>} */
function untilRelease() {
  const began = performance.now();
  return new Promise((resolve) => {
    const done = () => resolve(performance.now() - began);
    for (const type of ['pointerup', 'pointercancel']) addEventListener(type, done, { once: true });
  });
}

/** A recording that a page took with it when it went joins the draft. @param {string} conversationId */
export async function salvageVoice(conversationId) {
  await firstScreen;
  if (!(await hasPieces(context.store, conversationId))) return;
  await loadRecording(async ({ salvage }) => {
    if (await salvage(context.store, conversationId)) showToast(voice.kept);
  });
}
