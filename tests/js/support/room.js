import { applyLog } from '../../../static/js/sync/apply.js';
import { device } from './device.js';
import { roomSnapshot } from './rows.js';

/** Ada's device, which holds the room of `rows.js` with so many messages of Bob. @param {number} [newest] */
export async function inRoom(newest = 0) {
  const store = await device();
  await applyLog(store, roomSnapshot(newest));
  return store;
}
