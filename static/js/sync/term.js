/** @import { Store } from '../types.js' */
import { getMeta, setMeta } from '../db/meta.js';

/**
 * Leaders are numbered. A tab that was frozen while another took over learns from the number that it was replaced, before
 * anything leaves it: the browser may take a moment to say so.
 */

/** @param {Store} store */
export const beginTerm = (store) =>
  store.db.transaction('rw', store.db.meta, async () => {
    const term = ((await getMeta(store, 'term')) ?? 0) + 1;
    await setMeta(store, 'term', term);
    return term;
  });

/** @param {Store} store @param {number} term */
export const isTerm = async (store, term) => (await getMeta(store, 'term')) === term;
