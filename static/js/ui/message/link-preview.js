/** @import { LinkPreview, StoredMessage } from '../../types.js' */
import { html, nothing } from 'lit-html';
import '../files/picture.js';

/** From so many pixels on, and so much wider than high, a picture stands across the card; smaller ones beside the words. */
const WIDE = 400;
const RATIO = 1.25;
const SAFE_ADDRESS = /^https?:\/\//i;

/**
 * The card to show below a message: none once its link is gone from the text, whatever the server knows of that yet.
 * @param {LinkPreview|undefined} preview @param {StoredMessage} message
 */
export const shownPreview = (preview, { content, deleted_at }) =>
  preview && !deleted_at && content.includes(preview.url) && SAFE_ADDRESS.test(preview.url) ? preview : null;

/** The page that a message links to, in a few words. @param {LinkPreview|null} preview @param {0|-1} tabindex */
export function linkPreviewCard(preview, tabindex) {
  if (!preview) return nothing;
  const { url, site_name, title, description } = preview;
  return html`<a class="link-preview" href=${url} rel="noopener noreferrer nofollow" target="_blank" tabindex=${tabindex}>
    <span class="link-preview-words">
      <span class="link-preview-site one-line" dir="auto">${site_name}</span>
      <span class="link-preview-title" dir="auto">${title}</span>
      ${description ? html`<span class="link-preview-text" dir="auto">${description}</span>` : nothing}
    </span>
    ${picture(preview)}
  </a>`;
}

/**
 * Its room is there before it is; held and given up like the pictures of files. Its id names its content, since another
 * link may take the place of this one.
 * @param {LinkPreview} preview
 */
function picture({ message_id, conversation_id, image_url, image_width, image_height }) {
  if (!image_url || !image_width || !image_height) return nothing;
  const isWide = image_width >= WIDE && image_width >= RATIO * image_height;
  const id = `${message_id}-${image_url.slice(-12)}`;
  const file = {
    id,
    name: '',
    media_type: 'image/webp',
    preview_url: image_url,
    width: image_width,
    height: image_height,
  };
  return html`<span class="link-preview-picture ${isWide ? 'wide' : 'small'}" aria-hidden="true" .style=${`aspect-ratio: ${image_width} / ${image_height}`}>
    <qu-picture .file=${file} .conversationId=${conversation_id} .label=${''}></qu-picture>
  </span>`;
}
