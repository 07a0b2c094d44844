/** @import { Store } from '../../types.js' */
/** @import { Loss } from '../../db/schema.js' */
import { describeError } from '../../sync/errors.js';
import { remembered } from '../../sync/remembered.js';
import { openSettings } from '../lazy.js';
import { showToast } from '../toast.js';
import { words } from '../words.js';

/** Says that something was not kept, and what to do about it. @param {any} error */
export function tellNotKept(error) {
  // Whatever was tried, it is the lost database that one is told of.
  if (error?.name === 'DatabaseClosedError') return;
  const { code, message } = describeError(error);
  if (code !== 'quota') return void showToast(message);
  showToast(words.composer.full, { action: { label: words.sync.freeSpace, run: () => openSettings('storage') } });
}

/**
 * Tells that the database was taken away, for as long as the page is there.
 * @param {Store & {onLost: (fn: (why: Loss) => void) => void}} store
 */
export function watchOverStore(store) {
  store.onLost((code) => {
    // Whoever signs out in another tab knows.
    if (!remembered()) return;
    const { message } = describeError({ status: 0, code });
    showToast(message, { seconds: 0, action: { label: words.sync.reload, run: () => location.reload() } });
  });
}
