/** @import { Attachment } from '../../types.js' */
import PhotoSwipe from 'photoswipe';
import { isPlainPicture } from '../../lib/media.js';
import { asset } from '../../lib/release.js';
import { pictureOf } from '../../sync/previews.js';
import { status } from '../../sync/status.js';
import { context } from '../context.js';
import { files as words } from '../words/files.js';
import { addressOf } from './media-address.js';
import { saveFile } from './save-file.js';

/** Of pictures that browsers can't show themselves. */
const LARGEST_PREVIEW = 1920;

/**
 * Shows the pictures of a message over everything: by keyboard, by pinch, with zoom. Without a network as far as they
 * are held.
 * @param {Attachment[]} pictures @param {number} index @param {string} conversationId @param {HTMLElement} opener gets the focus back
 */
export async function openLightbox(pictures, index, conversationId, opener) {
  const [slides] = await Promise.all([Promise.all(pictures.map((file) => slideOf(file, conversationId))), addStyles()]);
  const viewer = new PhotoSwipe({
    dataSource: slides.map(({ src, msrc, file }) => ({
      src,
      msrc,
      width: file.width ?? 0,
      height: file.height ?? 0,
      alt: file.name,
    })),
    index,
    bgOpacity: 0.98,
    showHideAnimationType: 'fade',
    showAnimationDuration: calm(),
    hideAnimationDuration: calm(),
    paddingFn: ({ x }) => ({ top: x < 700 ? 0 : 60, bottom: x < 700 ? 0 : 44, left: 0, right: 0 }),
    returnFocus: false,
    wheelToZoom: true,
    closeTitle: words.close,
    zoomTitle: words.zoom,
    arrowPrevTitle: words.previous,
    arrowNextTitle: words.next,
    errorMsg: words.notHere,
  });
  viewer.on('uiRegister', () => addTools(viewer, slides));
  viewer.on('bindEvents', () => nameIt(viewer));
  viewer.on('destroy', () => {
    for (const { drop } of slides) drop();
    opener.focus();
  });
  viewer.init();
}

/** @typedef {{file: Attachment, src: string, msrc: string, drop: () => void}} Slide */

/** What is held is shown at once; the whole picture comes over it. @param {Attachment} file @param {string} conversationId @returns {Promise<Slide>} */
async function slideOf(file, conversationId) {
  const small = await pictureOf(context.store, file, conversationId).catch(() => null);
  const msrc = small ? URL.createObjectURL(small) : '';
  const whole = await wholeOf(file);
  const drop = () => {
    URL.revokeObjectURL(msrc);
    whole?.drop();
  };
  return { file, src: whole?.address ?? msrc, msrc, drop };
}

/** @param {Attachment} file */
async function wholeOf(file) {
  const found = await addressOf(file);
  if (!found || (!found.held && !status.get().online)) return null;
  if (isPlainPicture(file)) return found;
  found.drop();
  return file.preview_url ? { address: `${file.preview_url}?width=${LARGEST_PREVIEW}`, drop: () => {} } : null;
}

/** @param {PhotoSwipe} viewer @param {Slide[]} slides */
function addTools(viewer, slides) {
  viewer.ui?.registerElement({
    name: 'download',
    order: 8,
    isButton: true,
    title: words.download,
    html: {
      isCustomSVG: true,
      inner:
        '<path d="M16 7v12m-5.500-4.500L16 20l5.500-5.500M8.500 25h15" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"/>',
    },
    onClick: () => void saveFile(slides[viewer.currIndex].file),
  });
  viewer.ui?.registerElement({
    name: 'caption',
    order: 9,
    isButton: false,
    appendTo: 'root',
    onInit: (element) => {
      element.dir = 'auto';
      viewer.on('change', () => {
        element.textContent = slides[viewer.currIndex].file.name;
      });
    },
  });
}

/** A dialog for those who don't see that it covers everything. @param {PhotoSwipe} viewer */
function nameIt({ element }) {
  element?.setAttribute('aria-modal', 'true');
  element?.setAttribute('aria-label', words.viewer);
}

/** In milliseconds; none for those who want none. */
const calm = () => (matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 220);

/** @type {Promise<void>|undefined} */
let styles;

/** The library's own, once, and ours after them. */
function addStyles() {
  styles ??= Promise.all(
    ['vendor/photoswipe/dist/photoswipe.css', 'css/lightbox.css'].map(
      (path) =>
        new Promise((resolve) => {
          const href = asset(path);
          const link = Object.assign(document.createElement('link'), { rel: 'stylesheet', href });
          // Without them it looks odd, and works.
          link.onload = link.onerror = () => resolve(undefined);
          document.head.append(link);
        }),
    ),
  ).then(() => undefined);
  return styles;
}
