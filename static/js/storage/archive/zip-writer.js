import { strToU8, Zip, ZipDeflate, ZipPassThrough } from 'fflate';

/** Bytes are read in pieces of this size. */
const READ = 1024 * 1024;
/** Texts are compressed in pieces of about this many characters, a few milliseconds each. */
const PIECE = 64 * 1024;
/** What is ready leaves the memory in pieces of this size: browsers keep large blobs on the disk. */
const SHELF = 4 * 1024 * 1024;

/**
 * Writes a zip from texts that come bit by bit. It never holds more than a few megabytes, and lets others go first
 * between two pieces.
 */
export function createZip() {
  /** @type {Blob[]} */
  const shelf = [];
  /** @type {Uint8Array<ArrayBuffer>[]} */
  let ready = [];
  let waiting = 0;
  /** @type {Error|null} */
  let failure = null;
  const zip = new Zip((error, data) => {
    if (error) failure = error;
    else put(/** @type {Uint8Array<ArrayBuffer>} */ (data));
  });

  /** @param {Uint8Array<ArrayBuffer>} data */
  function put(data) {
    ready.push(data);
    waiting += data.length;
    if (waiting >= SHELF) store();
  }

  function store() {
    shelf.push(new Blob(ready));
    ready = [];
    waiting = 0;
  }

  return {
    /** @param {string} name @param {AsyncIterable<string>|Iterable<string>} texts */
    async add(name, texts) {
      const file = new ZipDeflate(name, { level: 6 });
      zip.add(file);
      let piece = '';
      for await (const text of texts) {
        piece += text;
        if (piece.length < PIECE) continue;
        file.push(strToU8(piece));
        piece = '';
        await rest();
      }
      file.push(strToU8(piece), true);
      if (failure) throw failure;
    },
    /** Bytes as they are: pictures and films are packed already. @param {string} name @param {Blob} blob */
    async addBytes(name, blob) {
      const file = new ZipPassThrough(name);
      zip.add(file);
      for (let at = 0; at < blob.size; at += READ)
        file.push(new Uint8Array(await blob.slice(at, at + READ).arrayBuffer()));
      file.push(new Uint8Array(0), true);
      if (failure) throw failure;
    },
    /** @returns {Blob} */
    end() {
      zip.end();
      store();
      if (failure) throw failure;
      return new Blob(shelf, { type: 'application/zip' });
    },
  };
}

/** Lets keys, pointers and drawing go first. */
const rest = () => new Promise((resolve) => setTimeout(resolve));
