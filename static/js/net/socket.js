import { io } from 'socket.io-client';
import { ApiError, isShut, offline } from './http.js';

const ANSWER_WITHIN = 10_000;

/**
 * The live connection, made and made again by itself with growing, jittered pauses.
 * @param {{deviceId: string|null}} session
 */
export function createSocket({ deviceId }) {
  const socket = io({
    path: '/socket.io',
    // Polling would need sticky sessions, and every proxy that matters passes WebSocket.
    transports: ['websocket'],
    auth: { device_id: deviceId },
    autoConnect: false,
    reconnectionDelay: 1_000,
    reconnectionDelayMax: 15_000,
    // After a restart of the server all clients would otherwise come back in the same moment.
    randomizationFactor: 0.7,
  });
  return {
    connect() {
      if (!isShut()) socket.connect();
    },
    close() {
      socket.disconnect();
    },
    get connected() {
      return socket.connected;
    },
    /** Whether it goes on trying by itself; not after the server refused or closed the connection. */
    get trying() {
      return socket.active;
    },
    /** @param {string} event @param {(data: any) => void} fn */
    on(event, fn) {
      socket.on(event, fn);
    },
    /**
     * Sends an event and returns its acknowledged answer.
     * @param {string} event @param {any} data @param {number} [within] milliseconds
     * @returns {Promise<any>}
     */
    async call(event, data, within = ANSWER_WITHIN) {
      if (!socket.connected) throw offline();
      return unwrap(await acknowledged(socket, event, data, within));
    },
  };
}

/** @typedef {ReturnType<typeof createSocket>} LiveSocket */

/** @param {import('socket.io-client').Socket} socket @param {string} event @param {any} data @param {number} within */
async function acknowledged(socket, event, data, within) {
  try {
    return await socket.timeout(within).emitWithAck(event, data);
  } catch {
    throw offline();
  }
}

const STATUS = {
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  rate_limited: 429,
  read_only: 503,
  maintenance: 503,
  internal: 500,
};

/** @param {any} answer `{ok: true, …}` or `{ok: false, error}` */
function unwrap(answer) {
  if (answer?.ok) return answer;
  throw toApiError(answer?.error);
}

/** The same object as over HTTP, whose status follows from its code. @param {any} error */
export function toApiError(error) {
  const code = error?.code ?? 'internal';
  return new ApiError({
    status: STATUS[/** @type {keyof typeof STATUS} */ (code)] ?? (code === 'validation_failed' ? 422 : 409),
    code,
    message: error?.message ?? 'The server gave no reason.',
    details: error?.details,
    retryAfter: error?.details?.retry_after ?? null,
  });
}
