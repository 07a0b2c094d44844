/** Lets Node load what a browser loads: the client's own modules, with libraries as pages get them. */
const PLACES = {
  'socket.io-client': '../../node_modules/socket.io-client/dist/socket.io.esm.min.js',
  'tus-js-client': './tus.mjs',
};

/** @param {keyof typeof PLACES} specifier @param {any} context @param {any} next */
export const resolve = (specifier, context, next) =>
  PLACES[specifier]
    ? { url: new URL(PLACES[specifier], import.meta.url).href, format: 'module', shortCircuit: true }
    : next(specifier, context);
