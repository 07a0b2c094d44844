/** @import { LiveSocket } from '../net/socket.js' */
import { offline, request } from '../net/http.js';

/**
 * Asks over the socket when it is connected, else over HTTP. A socket that does not answer may be half open: then the
 * same is asked over HTTP, which is harmless, since ops carry ids and pulls change nothing.
 * @param {Pick<LiveSocket, 'call'|'connected'>} socket
 * @param {{working?: (active: boolean) => void, reached?: (yes: boolean) => void, http?: typeof request,
 *   allowed?: () => Promise<boolean>}} [ways] `allowed`: whether this tab may still speak for all
 */
export function createTransport(
  socket,
  { working = () => {}, reached = () => {}, http = request, allowed = async () => true } = {},
) {
  let active = 0;

  /** @param {string} event @param {string} path @param {any} body */
  async function ask(event, path, body) {
    if (socket.connected) {
      try {
        return await socket.call(event, body);
      } catch (/** @type {any} */ error) {
        if (error.status !== 0) throw error;
      }
    }
    return http('POST', path, body);
  }

  /** @param {string} event @param {string} path */
  return (event, path) => async (/** @type {any} */ body) => {
    if (!(await allowed())) throw offline();
    working(++active > 0);
    try {
      const answer = await ask(event, path, body);
      reached(true);
      return answer;
    } catch (/** @type {any} */ error) {
      reached(error.status !== 0 && error.status !== 401);
      throw error;
    } finally {
      working(--active > 0);
    }
  };
}
