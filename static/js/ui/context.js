/** @import { Store } from '../types.js' */

/** The open database of the person who is signed in. Set once, before the first view. @type {{store: Store}} */
export const context = { store: /** @type {any} */ (null) };
