/** @import { User } from '../../types.js' */
import { searchPeople } from '../../net/account.js';

/** Milliseconds after the last key. */
const SEARCH_AFTER = 200;

/** Everybody of this QuChat who fits what is typed, as the server knows them. */
export class PeopleSearch {
  query = '';
  /** @type {User[]} */
  found = [];
  offline = false;
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  #waiting;

  /** @param {() => void} changed called when something else is found, or the network is gone */
  constructor(changed) {
    this.changed = changed;
  }

  async run() {
    const { query } = this;
    try {
      const users = await searchPeople(query);
      if (query !== this.query) return;
      this.found = users;
      this.offline = false;
    } catch {
      this.offline = true;
    }
    this.changed();
  }

  /** Looks once nobody types any more. @param {string} query */
  type(query) {
    this.query = query.trim();
    this.stop();
    this.#waiting = setTimeout(() => this.run(), SEARCH_AFTER);
  }

  stop() {
    clearTimeout(this.#waiting);
  }
}
