/**
 * SHA-1, as UUIDv5 demands it. Written out because `crypto.subtle` is missing on plain-http hosts (a school's LAN)
 * and is asynchronous where it exists, which a database transaction does not survive.
 * @param {Uint8Array} bytes
 * @returns {Uint8Array} 20 bytes
 */
export function sha1(bytes) {
  const state = new Uint32Array([0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0]);
  const padded = pad(bytes);
  for (let offset = 0; offset < padded.byteLength; offset += 64) mix(state, new DataView(padded.buffer, offset, 64));
  const digest = new DataView(new ArrayBuffer(20));
  state.forEach((word, index) => {
    digest.setUint32(index * 4, word);
  });
  return new Uint8Array(digest.buffer);
}

/** @param {Uint8Array} bytes the message, then a one bit, zeros, and its length in bits, in blocks of 64 bytes */
function pad(bytes) {
  const padded = new Uint8Array((((bytes.length + 8) >> 6) + 1) * 64);
  padded.set(bytes);
  padded[bytes.length] = 0x80;
  new DataView(padded.buffer).setUint32(padded.length - 4, bytes.length * 8);
  return padded;
}

/** @type {(word: number, bits: number) => number} */
const rotate = (word, bits) => (word << bits) | (word >>> (32 - bits));

/** @param {Uint32Array} state @param {DataView} block */
function mix(state, block) {
  const words = new Int32Array(80);
  for (let i = 0; i < 80; i++) {
    words[i] = i < 16 ? block.getInt32(i * 4) : rotate(words[i - 3] ^ words[i - 8] ^ words[i - 14] ^ words[i - 16], 1);
  }
  let [a, b, c, d, e] = state;
  for (let i = 0; i < 80; i++) {
    const [f, k] = round(i, b, c, d);
    const next = (rotate(a, 5) + f + e + k + words[i]) | 0;
    [a, b, c, d, e] = [next, a, rotate(b, 30), c, d];
  }
  [a, b, c, d, e].forEach((word, index) => {
    state[index] += word;
  });
}

/** @param {number} i @param {number} b @param {number} c @param {number} d */
function round(i, b, c, d) {
  if (i < 20) return [(b & c) | (~b & d), 0x5a827999];
  if (i < 40) return [b ^ c ^ d, 0x6ed9eba1];
  if (i < 60) return [(b & c) | (b & d) | (c & d), 0x8f1bbcdc];
  return [b ^ c ^ d, 0xca62c1d6];
}
