const API = '/api/v1';
const TIMEOUT = 20_000;

/** What a request came to when it did not succeed. `status` 0: the server was not reached. */
export class ApiError extends Error {
  /**
   * @param {{status: number, code: string, message: string, details?: Object<string, any>, retryAfter?: number|null}}
   *   error `retryAfter` in seconds
   */
  constructor({ status, code, message, details = {}, retryAfter = null }) {
    super(message);
    this.name = 'ApiError';
    this.status = status;
    this.code = code;
    this.details = details;
    this.retryAfter = retryAfter;
  }
}

export const offline = () => new ApiError({ status: 0, code: 'offline', message: 'The server can’t be reached.' });

/** In the mode local-only nothing leaves, whoever asks for it. */
let shut = false;
/** But that the server is told of the mode itself. */
let telling = false;
const OF_THE_MODE = ['/auth/me', '/sync/config'];

/** @param {boolean} now */
export function shutGate(now) {
  shut = now;
}

export const isShut = () => shut;

/**
 * While `work` lasts, the gate lets through what tells the server how this device keeps things.
 * @template T @param {() => Promise<T>} work @returns {Promise<T>}
 */
export async function tellThroughGate(work) {
  telling = true;
  try {
    return await work();
  } finally {
    telling = false;
  }
}

const localOnly = () =>
  new ApiError({ status: 0, code: 'local_only', message: 'This device is set to stay for itself.' });

let csrfToken = '';
/** Whose requests these are; the cookie may come to name somebody else who signs in in another tab. */
let owner = '';

/** From here on nothing that changes something is sent for anybody else. @param {string} userId */
export function actFor(userId) {
  if (owner !== userId) csrfToken = '';
  owner = userId;
}

/**
 * Sends JSON and returns the answer's. A request that changes something carries the CSRF token, which is asked for when
 * missing, and once more when it turns out to be old.
 * @param {string} method @param {string} path below /api/v1
 * @param {any} [body] an object is sent as JSON, a Blob or FormData as it is
 * @returns {Promise<any>} null where the answer has no body
 */
export async function request(method, path, body) {
  if (method === 'GET') return send(method, path, body);
  const token = csrfToken || (await refreshToken());
  try {
    return await send(method, path, body);
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 403 || (await refreshToken()) === token) throw error;
    return send(method, path, body);
  }
}

/** Who is signed in, by the server's word. @returns {Promise<{user: import('../types.js').User, device_id: string, csrf_token: string, server_id: string, epoch: string, server_time: string, sync_mode: import('../types.js').SyncMode, limits?: {upload_bytes: number}, link_previews?: boolean, retention?: {days: number|null, max_days: number|null}}>} */
export async function whoAmI() {
  const answer = await send('GET', '/auth/me');
  if (!owner || answer.user.id === owner) csrfToken = answer.csrf_token;
  return answer;
}

/**
 * The header by which a request that changes something shows that it is ours, for those that go another way than
 * `request`: nothing leaves in the mode local-only, nor for somebody else.
 * @param {{anew?: boolean}} [how] `anew`: the last one was refused
 * @returns {Promise<Record<string, string>>}
 */
export async function credentials({ anew = false } = {}) {
  if (shut) throw localOnly();
  if (anew || !csrfToken) await refreshToken();
  return { 'X-CSRFToken': csrfToken };
}

async function refreshToken() {
  const { user, csrf_token } = await whoAmI();
  if (!owner || user.id === owner) return csrf_token;
  throw new ApiError({ status: 401, code: 'other_user', message: 'Somebody else has signed in on this browser.' });
}

/** @param {string} method @param {string} path @param {any} [body] @returns {Promise<any>} */
async function send(method, path, body) {
  if (shut && !(telling && OF_THE_MODE.includes(path))) throw localOnly();
  const response = await reach(API + path, {
    method,
    body: isRaw(body) ? body : JSON.stringify(body),
    headers: headersFor(method, body),
    credentials: 'same-origin',
    signal: AbortSignal.timeout(TIMEOUT),
  });
  const answer = await bodyOf(response);
  if (response.ok) return answer;
  throw refusal(response.status, answer, response.headers.get('Retry-After'));
}

/** The bytes at one of the server's addresses. @param {string} address from its root on @returns {Promise<Blob>} */
export async function fetchBlob(address) {
  if (shut) throw localOnly();
  const response = await reach(address, { credentials: 'same-origin', signal: AbortSignal.timeout(TIMEOUT) });
  if (!response.ok) throw refusal(response.status, await bodyOf(response), response.headers.get('Retry-After'));
  try {
    return await response.blob();
  } catch {
    throw offline();
  }
}

/**
 * What stands at one of the server's addresses, as it comes, for as long as it takes.
 * @param {string} address from its root on @param {AbortSignal} signal
 * @returns {Promise<ReadableStream<Uint8Array<ArrayBuffer>>>}
 */
export async function fetchStream(address, signal) {
  if (shut) throw localOnly();
  const response = await reach(address, { credentials: 'same-origin', signal });
  if (response.ok && response.body) return response.body;
  throw refusal(response.status, await bodyOf(response), response.headers.get('Retry-After'));
}

/** What the server answered instead of a success. @param {number} status @param {any} answer its JSON, if it was any @param {string|null|undefined} retryAfter */
export const refusal = (status, answer, retryAfter) =>
  new ApiError({
    code: 'internal',
    message: 'The server gave no reason.',
    ...answer?.error,
    status,
    retryAfter: Number(retryAfter) || null,
  });

/** @param {string} url @param {RequestInit} options */
async function reach(url, options) {
  try {
    return await fetch(url, options);
  } catch {
    throw offline();
  }
}

/** @param {any} body */
const isRaw = (body) => body === undefined || body instanceof Blob || body instanceof FormData;

/** @param {string} method @param {any} body @returns {Record<string, string>} */
function headersFor(method, body) {
  return {
    Accept: 'application/json',
    ...(isRaw(body) ? {} : { 'Content-Type': 'application/json' }),
    ...(method === 'GET' ? {} : { 'X-CSRFToken': csrfToken }),
  };
}

/** @param {Response} response */
async function bodyOf(response) {
  try {
    return await response.json();
  } catch {
    if (response.status === 204 || !response.ok) return null;
    // A connection cut in the middle, or a page that something between us and the server put in its place.
    throw offline();
  }
}
