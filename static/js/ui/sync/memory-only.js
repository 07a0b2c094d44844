import { status } from '../../sync/status.js';
import { showToast } from '../toast.js';
import { words } from '../words.js';

/** What is only in memory is lost with the page: one is asked before, and told why something can't be written offline. */
export function watchOverMemory() {
  addEventListener('beforeunload', (event) => {
    if (status.get().pending > 0) event.preventDefault();
  });
  addEventListener('unhandledrejection', (event) => {
    if (event.reason?.code !== 'needs_server') return;
    event.preventDefault();
    showToast(words.sync.needsServer);
  });
}
