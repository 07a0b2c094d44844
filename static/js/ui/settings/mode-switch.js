/** @import { SyncMode } from '../../types.js' */
import { eraseDevice } from '../../sync/leaving.js';
import { chooseMode, mode, movesHouse } from '../../sync/modes.js';
import { status } from '../../sync/status.js';
import { confirm } from '../confirm.js';
import { context } from '../context.js';
import { askAboutWaiting } from '../sync/waiting-dialog.js';
import { fromMemory, toMemory, upload } from '../words/modes.js';

/**
 * Changes how this device keeps things; asks first when something would be lost, or would leave the device.
 * @param {SyncMode} next
 * @param {{insisted?: boolean}} [how] `insisted`: the server says so
 */
export function switchMode(next, { insisted = false } = {}) {
  // The server says so at every contact, until one has answered.
  changing ??= change(next, insisted).finally(() => {
    changing = null;
  });
  return changing;
}

/** @type {Promise<void>|null} */
let changing = null;

/** @param {SyncMode} next @param {boolean} insisted */
async function change(next, insisted) {
  const now = mode.get();
  if (next === now) return;
  if (!(await mayChange(now, next))) return insisted ? chooseMode(mode.get()) : undefined;
  await chooseMode(next);
  if (!movesHouse(now, next)) return;
  if (next === 'cloud-only') await eraseDevice(context.store);
  location.reload();
}

/** @param {SyncMode} now @param {SyncMode} next */
async function mayChange(now, next) {
  const { pending } = status.get();
  const drafts = await context.store.db.drafts.count();
  if (movesHouse(now, next)) {
    const question = next === 'cloud-only' ? toMemory : fromMemory;
    // Nothing of it stays in memory anyway, so only what would be lost is worth a question.
    return next === 'cloud-only' || pending + drafts > 0 ? askAboutWaiting(question) : true;
  }
  return now !== 'local-only' || pending === 0 || confirm(upload.title, upload.go, upload.hint(pending), 'primary');
}
