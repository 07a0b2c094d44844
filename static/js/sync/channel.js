/**
 * The line between the tabs of one database. Where the browser has none, a tab is alone.
 * @param {string} name
 */
export function openChannel(name) {
  let channel = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel(name);
  /** @type {Map<string, (data: any) => void>} */
  const handlers = new Map();
  const listen = (/** @type {MessageEvent} */ { data: { type, data } }) => handlers.get(type)?.(data);
  if (channel) channel.onmessage = listen;
  return {
    /** To every other tab. @param {string} type @param {any} [data] */
    post: (type, data) => channel?.postMessage({ type, data }),
    /** @param {string} type @param {(data: any) => void} handler */
    on: (type, handler) => void handlers.set(type, handler),
    close() {
      channel?.close();
      // What comes late has nobody to tell.
      channel = null;
    },
  };
}

/** @typedef {ReturnType<typeof openChannel>} Channel */
