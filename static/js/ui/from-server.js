/** @import { View } from './view.js' */
import { status } from '../sync/status.js';
import { words } from './words.js';

/**
 * What a view shows that only the server has: asked for when the view opens, and again as soon as the server is back in
 * reach.
 */
export class FromServer {
  /** Why there is nothing newer than what is shown. @type {any} */
  #error = null;
  #view;
  #take;

  /** @param {View} view @param {() => Promise<void>} take asks, and keeps the answer in the view */
  constructor(view, take) {
    this.#view = view;
    this.#take = take;
  }

  start() {
    let { online } = status.get();
    this.#view.until(
      'in touch',
      status.subscribe((now) => {
        if (now.online === online) return;
        online = now.online;
        if (online) this.load();
        this.#view.update();
      }),
    );
    this.load();
  }

  async load() {
    try {
      await this.#take();
      this.#error = null;
    } catch (error) {
      this.#error = error;
    }
    this.#view.update();
  }

  /** Why it could not be had, in words; null where it could. @param {string} [unreachable] for a server out of reach */
  problem(unreachable) {
    return this.#error && sentence(this.#error, unreachable);
  }
}

/** What to say of a request that failed. @param {any} error @param {string} [unreachable] for a server out of reach */
export function sentence(error, unreachable = words.settings.needsNetwork) {
  const { status: answered, code, message } = error;
  if (answered === undefined) return words.failed;
  return answered === 0 && code !== 'local_only' ? unreachable : message;
}
