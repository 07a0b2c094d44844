/** @import { Attachment, StoredMessage } from '../../types.js' */
import { html, nothing } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import { kindOf } from '../../lib/media.js';
import { attachmentWords } from './attachment-words.js';
import './film.js';
import { icon } from '../icon.js';
import { openLightbox } from '../lazy.js';
import './picture.js';
import { saveFile } from './save-file.js';
import './sound.js';
import './upload.js';
import '../voice/voice-message.js';
import { files as words } from '../words/files.js';

/**
 * What a message carries: its pictures together, then films and sounds, then everything else as cards.
 * @param {StoredMessage} message @param {string} id of the element @param {0|-1} tabindex
 */
export function attachments(message, id, tabindex) {
  const files = message.attachments ?? [];
  if (files.length === 0 || message.deleted_at) return nothing;
  const pictures = files.filter((file) => kindOf(file) === 'picture');
  const others = files.filter((file) => kindOf(file) !== 'picture');
  const company = { message, pictures, tabindex };
  return html`<div class="attachments" id=${id} role="group" aria-label=${attachmentWords(files)}>
    ${pictures.length > 0 ? album(company) : nothing}
    ${repeat(
      others,
      (file) => file.id,
      (file) =>
        html`<div class="attachment" data-file-id=${file.id}>${one(file, company)}${upload(file, company)}</div>`,
    )}
  </div>`;
}

/** @typedef {{message: StoredMessage, pictures: Attachment[], tabindex: 0|-1}} Company */

/** @param {Company} company */
const album = (company) =>
  html`<div class="album" data-count=${company.pictures.length}>
    ${repeat(
      company.pictures,
      ({ id }) => id,
      (file, index) => pictureTile(file, index, company),
    )}
  </div>`;

/** @param {Attachment} file @param {number} index @param {Company} company */
function pictureTile(file, index, company) {
  const { message, pictures, tabindex } = company;
  const show = (/** @type {Event} */ { currentTarget }) =>
    openLightbox(pictures, index, message.conversation_id, /** @type {HTMLElement} */ (currentTarget));
  return html`<div class="attachment" data-file-id=${file.id}>
    <button class="picture-button" type="button" tabindex=${tabindex} aria-haspopup="dialog" @click=${show}>
      <qu-picture .file=${file} .conversationId=${message.conversation_id} .alone=${pictures.length === 1}></qu-picture>
    </button>
    ${upload(file, company)}
  </div>`;
}

/** @param {Attachment} file @param {Company} company */
function one(file, { message, tabindex }) {
  const kind = kindOf(file);
  if (kind === 'film')
    return html`<qu-film .file=${file} .conversationId=${message.conversation_id} .tab=${tabindex}></qu-film>${card(file, message, tabindex)}`;
  if (kind === 'voice') return html`<qu-voice .file=${file} .message=${message} .tab=${tabindex}></qu-voice>`;
  if (kind === 'sound') return html`${card(file, message, tabindex)}<qu-sound .file=${file}></qu-sound>`;
  return card(file, message, tabindex);
}

/** A file by its name; it is saved, never opened in our place. @param {Attachment} file @param {StoredMessage} message @param {0|-1} tabindex */
const card = (file, message, tabindex) =>
  html`<button class="file-card" type="button" tabindex=${tabindex} title=${file.name} @click=${() => saveFile(file)}>
    ${cardPicture(file, message)}
    <span class="file-name"><span class="visually-hidden">${words.download} </span><bdi class="file-stem">${file.name}</bdi><small>${words.size(file.size)}</small></span>
    ${icon('download')}
  </button>`;

/** The first page, where the server could make a picture of it. @param {Attachment} file @param {StoredMessage} message */
const cardPicture = (file, message) =>
  kindOf(file) === 'other' && (file.preview_url || (file.media_type.startsWith('image/') && file.width))
    ? html`<span class="file-thumb"><qu-picture .file=${file} .conversationId=${message.conversation_id} .label=${''}></qu-picture></span>`
    : html`<span class="file-thumb">${icon(iconOf(file))}</span>`;

/** @param {{media_type: string}} file */
export function iconOf({ media_type }) {
  const [family] = media_type.split('/');
  return { image: 'image', video: 'film', audio: 'sound' }[family] ?? 'file';
}

/** @param {Attachment} file @param {Company} company */
const upload = (file, { message, tabindex }) =>
  message.base === null
    ? html`<qu-upload .file=${file} .messageId=${message.id} .conversationId=${message.conversation_id} .tab=${tabindex}></qu-upload>`
    : nothing;

/** What the looks of attachments depend on. @param {StoredMessage} message */
export const attachmentsKey = ({ attachments: files = [], base }) =>
  files.length === 0
    ? ''
    : `${base === null}${files.map(({ id, url, preview_url, width }) => [id, url, preview_url, width].join()).join()}`;
