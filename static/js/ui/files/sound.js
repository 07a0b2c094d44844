/** @import { Attachment } from '../../types.js' */
import { html } from 'lit-html';
import { ifDefined } from 'lit-html/directives/if-defined.js';
import { View } from '../view.js';
import { addressOf } from './media-address.js';

/** A sound, with the browser's own controls. */
class Sound extends View {
  /** @type {Attachment} */
  file = /** @type {any} */ (null);
  address = '';
  drop = () => {};

  async start() {
    const found = await addressOf(this.file);
    if (!found) return;
    if (!this.isConnected) return found.drop();
    this.address = found.address;
    this.drop = found.drop;
    this.update();
  }

  stop() {
    this.drop();
    this.address = '';
  }

  template() {
    const { address, file } = this;
    return html`<audio controls preload="none" aria-label=${file.name} src=${ifDefined(address || undefined)}></audio>`;
  }
}
customElements.define('qu-sound', Sound);
