/** The longer side of a preview, in pixels: enough for a bubble on a dense screen. */
const LONGER_SIDE = 960;
const QUALITY = 0.8;
/** Larger files are no pictures that anybody wants decoded in the middle of something else. */
const LARGEST = 60 * 1024 * 1024;

/** So long a film may take to show its beginning. */
const PATIENCE = 5_000;
/** In seconds: the very first picture of a film is often black. */
const BEGINNING = 0.5;

/**
 * Looks at a picture or a film: how large it is as it is shown (cameras note which way is up), and a small copy without
 * anything that was noted in the original.
 * @typedef {{width: number, height: number, preview: Blob, durationMs: number|null}} Picture
 * @param {Blob} blob
 * @returns {Promise<Picture|null>} null when it is neither, or none that this browser can show
 */
export async function lookAt(blob) {
  try {
    if (blob.type.startsWith('image/') && blob.size <= LARGEST) return await lookAtPicture(blob);
    if (blob.type.startsWith('video/')) return await lookAtFilm(blob);
  } catch {
    // As with any file that can't be shown.
  }
  return null;
}

/** @param {Blob} blob @returns {Promise<Picture|null>} */
async function lookAtPicture(blob) {
  if (!globalThis.createImageBitmap) return null;
  return drawn(await createImageBitmap(blob), null);
}

/** @param {ImageBitmap} bitmap @param {number|null} durationMs @returns {Promise<Picture>} */
async function drawn(bitmap, durationMs) {
  try {
    const { width, height } = bitmap;
    return { width, height, preview: await smallCopy(bitmap), durationMs };
  } finally {
    bitmap.close();
  }
}

/** Its picture near the beginning. @param {Blob} blob @returns {Promise<Picture|null>} */
async function lookAtFilm(blob) {
  if (!globalThis.document) return null;
  const film = Object.assign(document.createElement('video'), { muted: true, preload: 'auto' });
  const patience = AbortSignal.timeout(PATIENCE);
  const heard = (/** @type {string} */ event) =>
    new Promise((resolve, reject) => {
      film.addEventListener(event, resolve, { once: true });
      for (const [target, trouble] of /** @type {[EventTarget, string][]} */ ([
        [film, 'error'],
        [patience, 'abort'],
      ]))
        target.addEventListener(trouble, reject, { once: true });
    });
  film.src = URL.createObjectURL(blob);
  try {
    await heard('loadeddata');
    const { duration } = film;
    const seeked = heard('seeked');
    film.currentTime = Math.min(BEGINNING, Number.isFinite(duration) ? duration / 2 : 0);
    await seeked;
    return await drawn(await createImageBitmap(film), Number.isFinite(duration) ? duration * 1_000 : null);
  } finally {
    URL.revokeObjectURL(film.src);
    film.removeAttribute('src');
  }
}

/** @param {ImageBitmap} bitmap */
async function smallCopy(bitmap) {
  const scale = Math.min(1, LONGER_SIDE / Math.max(bitmap.width, bitmap.height));
  const canvas = new OffscreenCanvas(
    Math.max(1, Math.round(bitmap.width * scale)),
    Math.max(1, Math.round(bitmap.height * scale)),
  );
  const pen = /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext('2d'));
  pen.imageSmoothingQuality = 'high';
  pen.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  const copy = await canvas.convertToBlob({ type: 'image/webp', quality: QUALITY });
  // Browsers that write no WebP make a PNG, which is large for photographs.
  return copy.type === 'image/webp' ? copy : canvas.convertToBlob({ type: 'image/jpeg', quality: QUALITY });
}
