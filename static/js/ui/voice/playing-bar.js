import { html, nothing } from 'lit-html';
import { durationWords } from '../../lib/duration.js';
import { context } from '../context.js';
import { icon } from '../icon.js';
import { conversationHref } from '../router.js';
import { View } from '../view.js';
import { voice } from '../words/voice.js';
import { lengthOf, player, stopPlaying, togglePlaying } from './voice-player.js';

/** The voice that one hears while its message is out of sight: the way to it, to pause it and to end it. */
class PlayingBar extends View {
  /** The message's own player, where it is in the page. @type {Element|null} */
  seen = null;
  inView = false;
  /** @type {string|undefined} */
  message;
  watcher = new IntersectionObserver((entries) => {
    this.inView = entries.at(-1)?.isIntersecting ?? false;
    this.update();
  });

  start() {
    this.until(
      'player',
      player.subscribe(({ message }) => {
        if (message?.id !== this.message) this.follow(message?.id);
        this.update();
      }),
    );
  }

  /** What its author takes back is not heard on. @param {string} [id] */
  follow(id) {
    this.message = id;
    this.watch(
      'message',
      async () => (id ? context.store.db.messages.get(id) : undefined),
      (held) => {
        if (held?.deleted_at) stopPlaying();
      },
    );
  }

  stop() {
    this.watcher.disconnect();
  }

  /** Follows the row to wherever the timeline has put it. */
  look() {
    const { file, message } = player.get();
    const row = file && message ? document.querySelector(`[data-file-id="${file.id}"] qu-voice`) : null;
    if (row === this.seen) return;
    this.watcher.disconnect();
    this.seen = row;
    this.inView = row !== null;
    if (row) this.watcher.observe(row);
  }

  template() {
    this.look();
    const { file, message, at, playing } = player.get();
    if (!file || !message || this.inView) return nothing;
    const label = playing ? voice.pause : voice.play;
    return html`<aside class="playing-bar" aria-label=${voice.playing}>
      <button type="button" class="icon-button voice-play" aria-label=${label} title=${label} @click=${() => togglePlaying(file, { message })}>${icon(playing ? 'pause' : 'play')}</button>
      <a class="playing-where" title=${voice.goTo} href=${conversationHref(message.conversation_id, message.ordinal ?? undefined)}>
        ${voice.name} <span class="voice-time">${voice.at(durationWords(at * 1000), durationWords(lengthOf(file) * 1000))}</span>
      </a>
      <button type="button" class="icon-button" aria-label=${voice.stopPlaying} title=${voice.stopPlaying} @click=${stopPlaying}>${icon('close')}</button>
    </aside>`;
  }
}
customElements.define('qu-playing-bar', PlayingBar);
