/** @import { Store } from '../types.js' */

/** One's signed-in browsers and programs, this one first. @param {Store} store */
export async function listDevices(store) {
  const devices = await store.db.devices.orderBy('id').reverse().toArray();
  const marked = devices.map((device) => ({ ...device, current: device.id === store.deviceId }));
  return marked.sort((one, other) => Number(other.current) - Number(one.current));
}
