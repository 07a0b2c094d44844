/** @import { Attachment } from '../../types.js' */
import { html, nothing } from 'lit-html';
import { icon } from '../icon.js';
import { showToast } from '../toast.js';
import { View } from '../view.js';
import { files as words } from '../words/files.js';
import { addressOf } from './media-address.js';
import { fit } from './picture.js';

/** A film: its picture until somebody wants to see it, so that none is fetched for nothing. */
class Film extends View {
  /** @type {Attachment} */
  file = /** @type {any} */ (null);
  conversationId = '';
  /** @type {0|-1} */
  tab = 0;
  address = '';
  drop = () => {};

  start() {
    const { width, height } = fit({ width: this.file.width ?? 1280, height: this.file.height ?? 720 });
    this.style.inlineSize = `${width}px`;
    this.style.aspectRatio = `${width} / ${height}`;
  }

  stop() {
    this.drop();
    this.address = '';
  }

  template() {
    const { file, conversationId, address } = this;
    if (address)
      return html`<video src=${address} controls autoplay playsinline aria-label=${file.name} @error=${() => showToast(words.notHere)}></video>`;
    const hasPicture = file.preview_url || file.width;
    return html`${hasPicture ? html`<qu-picture .file=${file} .conversationId=${conversationId} .label=${''}></qu-picture>` : nothing}
      <button class="film-play" type="button" tabindex=${this.tab} aria-label=${words.play(file.name)} @click=${() => this.play()}>${icon('play')}</button>`;
  }

  async play() {
    const found = await addressOf(this.file);
    if (!found) return void showToast(words.notHere);
    this.address = found.address;
    this.drop = found.drop;
    this.paint();
    this.querySelector('video')?.focus();
  }
}
customElements.define('qu-film', Film);
