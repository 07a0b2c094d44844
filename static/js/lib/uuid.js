import { sha1 } from './sha1.js';

/** @param {Uint8Array} bytes 16 bytes */
function format(bytes) {
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/** @param {Uint8Array} bytes @param {number} version */
function stamp(bytes, version) {
  bytes[6] = (bytes[6] & 0x0f) | (version << 4);
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  return format(bytes);
}

let lastTime = 0;
let counter = 0;

/**
 * A fresh UUIDv7. Ids made by one page sort in the order they were made, also within one millisecond and when the
 * clock steps back (RFC 9562, section 6.2, method 1: the 12 bits after the time count up).
 * @param {number} [now] milliseconds since 1970
 */
export function uuid7(now = Date.now()) {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  if (now > lastTime) {
    lastTime = now;
    counter = ((bytes[6] & 0x07) << 8) | bytes[7];
  } else if (++counter > 0xfff) {
    lastTime += 1;
    counter = 0;
  }
  const view = new DataView(bytes.buffer);
  view.setUint16(0, Math.floor(lastTime / 2 ** 32));
  view.setUint32(2, lastTime >>> 0);
  view.setUint16(6, counter);
  return stamp(bytes, 7);
}

/** The UUIDv5 of `name` in a namespace. @param {string} namespace a UUID @param {string} name */
export function uuid5(namespace, name) {
  const space = namespace.replaceAll('-', '').match(/../g) ?? [];
  const text = new TextEncoder().encode(name);
  const bytes = new Uint8Array(16 + text.length);
  bytes.set(space.map((pair) => Number.parseInt(pair, 16)));
  bytes.set(text, 16);
  return stamp(sha1(bytes).slice(0, 16), 5);
}

/**
 * The id of two people's direct conversation: it follows from who they are, so that one made offline is the one that
 * the server makes.
 * @param {string} serverId @param {string} one @param {string} other
 */
export function directConversationId(serverId, one, other) {
  return uuid5(serverId, [one, other].sort().join(':'));
}
