import { html, nothing } from 'lit-html';
import { me, updateProfile } from '../../db/users.js';
import { removeAvatar, setAvatar } from '../../net/account.js';
import { context } from '../context.js';
import { personAvatar } from '../people/avatar.js';
import { showToast } from '../toast.js';
import { View } from '../view.js';
import { words } from '../words.js';

/** Pictures are sent no larger than they are ever shown. */
const SIDE = 512;

/** One's name, status and picture, as others see them. */
class ProfileSettings extends View {
  /** @type {import('../../types.js').StoredUser|undefined} */
  me;
  error = '';

  start() {
    this.watch(
      'me',
      () => me(context.store),
      (user) => {
        this.me = user;
      },
    );
  }

  template() {
    const user = this.me;
    if (!user) return nothing;
    return html`<form @submit=${this.onSubmit}>
      <div class="avatar-edit">
        ${personAvatar(user, user.display_name || user.username, { size: 'xl' })}
        <div class="chips">
          <label class="button small" for="picture">${words.settings.choosePicture}</label>
          <input class="visually-hidden" id="picture" type="file" accept="image/png, image/jpeg, image/webp" @change=${this.onPicture} />
          ${user.avatar_url ? html`<button type="button" class="button small" @click=${() => this.send(removeAvatar())}>${words.settings.removePicture}</button>` : nothing}
        </div>
      </div>
      ${this.error ? html`<p class="field-error" role="alert">${this.error}</p>` : nothing}
      <div class="field">
        <label for="display-name">${words.settings.displayName}</label>
        <input class="input" id="display-name" name="display_name" dir="auto" maxlength="64" required autocomplete="name" .value=${user.display_name} />
      </div>
      <div class="field">
        <label for="status-text">${words.settings.statusText}</label>
        <input class="input" id="status-text" name="status_text" dir="auto" maxlength="100" autocomplete="off" .value=${user.status_text} aria-describedby="status-hint" />
        <p class="field-hint" id="status-hint">${words.settings.statusHint}</p>
      </div>
      <p class="field-hint">${words.settings.username}: <b>@${user.username}</b></p>
      <button class="button primary">${words.save}</button>
    </form>`;
  }

  /** @param {SubmitEvent} event */
  onSubmit = async (event) => {
    event.preventDefault();
    const form = new FormData(/** @type {HTMLFormElement} */ (event.target));
    await updateProfile(context.store, {
      display_name: String(form.get('display_name')).trim(),
      status_text: String(form.get('status_text')).trim(),
    });
    showToast(words.saved, { seconds: 2 });
  };

  /** @param {Event} event */
  onPicture = async (event) => {
    const [file] = /** @type {HTMLInputElement} */ (event.target).files ?? [];
    if (file) this.send(squared(file).then(setAvatar));
  };

  /** @param {Promise<unknown>} sending the changed profile comes back through the log */
  async send(sending) {
    try {
      await sending;
      this.error = '';
    } catch {
      this.error = navigator.onLine ? words.settings.pictureFailed : words.settings.needsNetwork;
    }
    this.update();
  }
}
customElements.define('qu-settings-profile', ProfileSettings);

/** The middle of a picture as a small square, without whatever its file told about place and camera. @param {File} file @returns {Promise<Blob>} */
async function squared(file) {
  const picture = await createImageBitmap(file);
  const side = Math.min(picture.width, picture.height);
  const size = Math.min(side, SIDE);
  const canvas = new OffscreenCanvas(size, size);
  const pen = /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext('2d'));
  pen.drawImage(picture, (picture.width - side) / 2, (picture.height - side) / 2, side, side, 0, 0, size, size);
  return canvas.convertToBlob({ type: 'image/webp', quality: 0.9 });
}
