import { Inflate } from 'fflate';
import { crc32 } from './crc32.js';
import { Unreadable } from './unreadable.js';

/** The directory's end: 22 bytes, and a comment of up to 64 KB. */
const END_SIZE = 22;
const COMMENT = 0xffff;
const END_MARK = 0x06054b50;
const ENTRY_MARK = 0x02014b50;
const HEADER_MARK = 0x04034b50;
const HEADER_SIZE = 30;
/** More than any export has; a list of millions would only fill the memory. */
const MOST_ENTRIES = 100_000;
const LARGEST_DIRECTORY = 16 * 1024 * 1024;
/** Read and unpacked at a time. */
const PIECE = 256 * 1024;

/**
 * @typedef {{name: string, method: number, crc: number, packed: number, size: number, at: number}} Entry
 */

/**
 * The directory of a zip, without unpacking anything. Sizes in it are claims; `unpack` holds an entry to its own.
 * @param {Blob} zip
 * @returns {Promise<Map<string, Entry>>}
 */
export async function readDirectory(zip) {
  const { start, size, count } = await findDirectory(zip);
  const view = await viewOf(zip, start, size);
  /** @type {Map<string, Entry>} */
  const entries = new Map();
  let at = 0;
  for (let index = 0; index < count; index++) {
    if (at + 46 > view.byteLength || view.getUint32(at, true) !== ENTRY_MARK) throw new Unreadable('damaged');
    const [nameSize, extraSize, commentSize] = [28, 30, 32].map((offset) => view.getUint16(at + offset, true));
    if (at + 46 + nameSize > view.byteLength) throw new Unreadable('damaged');
    const name = new TextDecoder().decode(new Uint8Array(view.buffer, view.byteOffset + at + 46, nameSize));
    if (!isPlain(name) || entries.has(name)) throw new Unreadable('hostile');
    entries.set(name, {
      name,
      method: view.getUint16(at + 10, true),
      crc: view.getUint32(at + 16, true),
      packed: view.getUint32(at + 20, true),
      size: view.getUint32(at + 24, true),
      at: view.getUint32(at + 42, true),
    });
    at += 46 + nameSize + extraSize + commentSize;
  }
  return entries;
}

/** No way out of the folder that it is unpacked to: nothing is unpacked here, but somebody may try it by hand. @param {string} name */
const isPlain = (name) =>
  /^[\w.-]+(\/[\w.-]+)*\/?$/.test(name) && !name.split('/').some((part) => part === '..' || part === '.');

/** @param {Blob} zip */
async function findDirectory(zip) {
  const from = Math.max(0, zip.size - END_SIZE - COMMENT);
  const view = await viewOf(zip, from, zip.size - from);
  for (let at = view.byteLength - END_SIZE; at >= 0; at--) {
    if (view.getUint32(at, true) !== END_MARK) continue;
    const found = {
      count: view.getUint16(at + 10, true),
      size: view.getUint32(at + 12, true),
      start: view.getUint32(at + 16, true),
    };
    if (found.start + found.size > zip.size) throw new Unreadable('damaged');
    if (found.count > MOST_ENTRIES || found.size > LARGEST_DIRECTORY) throw new Unreadable('hostile');
    return found;
  }
  throw new Unreadable('other-file');
}

/**
 * One entry, piece by piece. It may not become larger than it said, and must have the checksum that it said.
 * @param {Blob} zip @param {Entry} entry
 * @returns {AsyncGenerator<Uint8Array>}
 */
export async function* unpack(zip, { method, crc, packed, size, at }) {
  if (method !== 0 && method !== 8) throw new Unreadable('damaged');
  const header = await viewOf(zip, at, HEADER_SIZE);
  if (header.getUint32(0, true) !== HEADER_MARK) throw new Unreadable('damaged');
  const start = at + HEADER_SIZE + header.getUint16(26, true) + header.getUint16(28, true);
  if (start + packed > zip.size) throw new Unreadable('damaged');
  let sum = 0;
  let length = 0;
  for await (const piece of inflated(zip.slice(start, start + packed), method)) {
    length += piece.length;
    if (length > size) throw new Unreadable('hostile');
    sum = crc32(sum, piece);
    yield piece;
  }
  if (length !== size || sum !== crc) throw new Unreadable('damaged');
}

/** @param {Blob} packed @param {number} method @returns {AsyncGenerator<Uint8Array>} */
async function* inflated(packed, method) {
  /** @type {Uint8Array[]} */
  let ready = [];
  const inflate = new Inflate((data) => {
    ready.push(data);
  });
  for (let at = 0; at < packed.size || at === 0; at += PIECE) {
    const bytes = new Uint8Array(await packed.slice(at, at + PIECE).arrayBuffer());
    const isLast = at + PIECE >= packed.size;
    if (method === 0) ready.push(bytes);
    else pushInto(inflate, bytes, isLast);
    yield* ready;
    ready = [];
  }
}

/** @param {Inflate} inflate @param {Uint8Array} bytes @param {boolean} isLast */
function pushInto(inflate, bytes, isLast) {
  try {
    inflate.push(bytes, isLast);
  } catch {
    throw new Unreadable('damaged');
  }
}

/** @param {Blob} zip @param {number} start @param {number} size */
async function viewOf(zip, start, size) {
  const bytes = await zip.slice(start, start + size).arrayBuffer();
  if (bytes.byteLength < size) throw new Unreadable('damaged');
  return new DataView(bytes);
}
