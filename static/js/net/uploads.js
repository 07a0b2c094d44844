/** @import { LocalFile } from '../types.js' */
import { ApiError, credentials, offline, refusal, request } from './http.js';

/** Uploads go by the tus protocol 1.0.0, which takes up again where a connection broke. */
const ENDPOINT = '/api/v1/uploads';
/** In one request: what stands between us and the server may refuse more, or drop what it has of a broken one. */
const CHUNK = 8 * 1024 * 1024;
/** So long nothing may move: a line can be dead without anybody saying so. */
const PATIENCE = 45_000;

/** @typedef {typeof import('tus-js-client')} Tus */

/** The library's only file that runs without a bundler leaves its name on the window. @returns {Promise<Tus>} */
async function tus() {
  await import('tus-js-client');
  return /** @type {any} */ (globalThis).tus;
}

/**
 * Brings a file to the server, from where an earlier attempt ended. Its id is its address there, so that an attempt which
 * nobody heard the end of is found again.
 * @param {LocalFile} file @param {Blob} blob
 * @param {{signal: AbortSignal, progress: (sent: number) => void}} ways `progress` hears of the bytes that are there
 * @returns {Promise<void>} rejects with ApiError; when aborted, with the signal's reason
 */
export async function uploadFile(file, blob, { signal, progress }) {
  try {
    await attempt(file, blob, { signal, progress, headers: await credentials() });
  } catch (error) {
    signal.throwIfAborted();
    if (isFinishedBefore(error) && (await isThere(file.id))) return;
    if (!(error instanceof ApiError) || error.status !== 403) throw error;
    await attempt(file, blob, { signal, progress, headers: await credentials({ anew: true }) });
  }
}

/** Its offset is not where we think: another attempt has come further, or to the end. @param {any} error */
const isFinishedBefore = (error) => error instanceof ApiError && error.status === 409;

/** Whether the server has a file as a whole, and one may see it. @param {string} id */
export async function isThere(id) {
  try {
    await request('GET', `/files/${id}/info`);
    return true;
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return false;
    throw error;
  }
}

/**
 * @param {LocalFile} file @param {Blob} blob
 * @param {{signal: AbortSignal, progress: (sent: number) => void, headers: Record<string, string>}} ways
 */
async function attempt(file, blob, { signal, progress, headers }) {
  const { Upload } = await tus();
  signal.throwIfAborted();
  await new Promise((resolve, reject) => {
    const upload = new Upload(blob, {
      endpoint: ENDPOINT,
      uploadUrl: file.begun ? `${ENDPOINT}/${file.id}` : null,
      metadata: metadataOf(file),
      headers,
      chunkSize: CHUNK,
      // Our queue tries again, and it knows of what the library doesn't: other tabs, modes, who is signed in.
      retryDelays: /** @type {any} */ (null),
      storeFingerprintForResuming: false,
      onProgress: (sent) => moved(() => progress(sent)),
      onChunkComplete: () => moved(),
      onSuccess: () => end(() => resolve(undefined)),
      onError: (error) => end(() => reject(asApiError(error))),
    });
    /** @type {ReturnType<typeof setTimeout>|undefined} */
    let patience;
    const moved = (tell = () => {}) => {
      clearTimeout(patience);
      patience = setTimeout(() => stop(() => reject(offline())), PATIENCE);
      tell();
    };
    const end = (/** @type {() => void} */ settle) => {
      clearTimeout(patience);
      signal.removeEventListener('abort', abort);
      settle();
    };
    const stop = (/** @type {() => void} */ settle) => {
      upload.abort();
      end(settle);
    };
    const abort = () => stop(() => reject(signal.reason));
    signal.addEventListener('abort', abort);
    moved();
    upload.start();
  });
}

/** @param {LocalFile} file @returns {Record<string, string>} */
const metadataOf = ({ id, name, media_type, duration_ms, waveform }) => ({
  id,
  filename: name,
  filetype: media_type,
  ...(duration_ms === null ? {} : { duration_ms: String(duration_ms) }),
  ...(waveform ? { waveform: JSON.stringify(waveform) } : {}),
});

/** @param {any} error */
function asApiError({ originalRequest, originalResponse, causingError }) {
  // It came to no request, or to none that is whole: the bytes can't be read any more.
  if (!originalRequest || causingError instanceof Error)
    return new ApiError({ status: 400, code: 'unreadable', message: 'The file can’t be read any more.' });
  if (!originalResponse || originalResponse.getStatus() === 0) return offline();
  return refusal(
    originalResponse.getStatus(),
    parsed(originalResponse.getBody()),
    originalResponse.getHeader('Retry-After'),
  );
}

/** @param {string} text */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Takes back what has come of a file that is not to be sent after all. @param {string} id @returns {Promise<void>} */
export async function dropUpload(id) {
  const { Upload } = await tus();
  await Upload.terminate(`${ENDPOINT}/${id}`, {
    headers: await credentials(),
    retryDelays: /** @type {any} */ (null),
  }).catch((error) => {
    throw asApiError(error);
  });
}
