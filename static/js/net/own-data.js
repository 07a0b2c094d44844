import { fetchStream } from './http.js';

/** Bytes that are handed to the browser together; it keeps them on the disk where they are many. */
const PART = 8 * 2 ** 20;

/**
 * All that the server holds of whoever is signed in, as a zip.
 * @param {{files: boolean, signal: AbortSignal, progress: (bytes: number) => void}} wishes with the bytes of `files`, too
 * @returns {Promise<Blob>}
 */
export async function fetchOwnData({ files, signal, progress }) {
  const reader = (await fetchStream(`/api/v1/users/me/export?files=${files}`, signal)).getReader();
  /** @type {Blob[]} */
  const whole = [];
  /** @type {Uint8Array<ArrayBuffer>[]} */
  let pieces = [];
  let bytes = 0;
  let waiting = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (value) {
      pieces.push(value);
      waiting += value.length;
      bytes += value.length;
      progress(bytes);
    }
    if (done || waiting >= PART) {
      whole.push(new Blob(pieces));
      pieces = [];
      waiting = 0;
    }
    if (done) return new Blob(whole, { type: 'application/zip' });
  }
}
