/** Lets Node load what a browser loads: the client's own modules, with Socket.IO as it is served to pages. */
const SOCKET_IO = new URL('../../node_modules/socket.io-client/dist/socket.io.esm.min.js', import.meta.url).href;

/** @param {string} specifier @param {any} context @param {any} next */
export const resolve = (specifier, context, next) =>
  specifier === 'socket.io-client'
    ? { url: SOCKET_IO, format: 'module', shortCircuit: true }
    : next(specifier, context);
