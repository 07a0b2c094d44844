/** The longer side of a preview, in pixels: enough for a bubble on a dense screen. */
const LONGER_SIDE = 960;
const QUALITY = 0.8;
/** Larger files are no pictures that anybody wants decoded in the middle of something else. */
const LARGEST = 60 * 1024 * 1024;

/**
 * Looks at a picture: how large it is as it is shown (cameras note which way is up), and a small copy without anything
 * that was noted in the original.
 * @typedef {{width: number, height: number, preview: Blob}} Picture
 * @param {Blob} blob
 * @returns {Promise<Picture|null>} null when it is no picture, or none that this browser can show
 */
export async function lookAt(blob) {
  if (!blob.type.startsWith('image/') || blob.size > LARGEST || !globalThis.createImageBitmap) return null;
  try {
    const bitmap = await createImageBitmap(blob);
    try {
      const { width, height } = bitmap;
      return { width, height, preview: await smallCopy(bitmap) };
    } finally {
      bitmap.close();
    }
  } catch {
    return null;
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
