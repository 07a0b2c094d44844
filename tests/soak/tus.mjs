/**
 * The tus library as net/uploads.js uses it, where there is no XMLHttpRequest: a file goes in two pieces over a network that
 * fails, and each attempt goes on from where the server says that it stands.
 */
const PROTOCOL = { 'Tus-Resumable': '1.0.0' };
const BYTES = { ...PROTOCOL, 'Content-Type': 'application/offset+octet-stream' };

class Upload {
  #ended = false;

  /** @param {Blob} blob @param {any} options */
  constructor(blob, options) {
    this.blob = blob;
    this.options = options;
  }

  start() {
    this.#send().then(
      () => this.#ended || this.options.onSuccess(),
      (error) => this.#ended || this.options.onError(error),
    );
  }

  abort() {
    this.#ended = true;
  }

  async #send() {
    const { endpoint, metadata, uploadUrl, onProgress } = this.options;
    const url = `${endpoint}/${metadata.id}`;
    const { size } = this.blob;
    let offset = uploadUrl ? await this.#offset(url) : null;
    offset ??= await this.#create(endpoint);
    for (const end of [Math.ceil(size / 2), size]) {
      if (offset >= end || this.#ended) continue;
      const body = await this.blob.slice(offset, end).arrayBuffer();
      const answer = await this.#ask('PATCH', url, { ...BYTES, 'Upload-Offset': String(offset) }, body);
      offset = Number(answer.headers.get('Upload-Offset'));
      onProgress(offset);
    }
  }

  /** How much the server has; null: it has never heard of it. @param {string} url */
  async #offset(url) {
    const answer = await fetch(url, { method: 'HEAD', headers: { ...this.options.headers, ...PROTOCOL } }).catch(
      failed,
    );
    return answer.ok ? Number(answer.headers.get('Upload-Offset')) : null;
  }

  /** @param {string} endpoint */
  async #create(endpoint) {
    const told = Object.entries(this.options.metadata).map(
      ([key, value]) => `${key} ${Buffer.from(String(value)).toString('base64')}`,
    );
    const headers = { ...PROTOCOL, 'Upload-Length': String(this.blob.size), 'Upload-Metadata': told.join(',') };
    const answer = await this.#ask('POST', endpoint, headers);
    return Number(answer.headers.get('Upload-Offset') ?? 0);
  }

  /** @param {string} method @param {string} url @param {Record<string, string>} headers @param {ArrayBuffer} [body] */
  async #ask(method, url, headers, body) {
    const answer = await fetch(url, { method, headers: { ...this.options.headers, ...headers }, body }).catch(failed);
    if (answer.ok) return answer;
    const text = await answer.text();
    throw {
      originalRequest: true,
      originalResponse: {
        getStatus: () => answer.status,
        getBody: () => text,
        getHeader: (/** @type {string} */ name) => answer.headers.get(name),
      },
    };
  }
}

/** @returns {never} */
function failed() {
  throw { originalRequest: true, originalResponse: null };
}

Object.assign(globalThis, { tus: { Upload } });
