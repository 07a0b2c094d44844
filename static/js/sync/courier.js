/** @import { Store } from '../types.js' */
/** @import { Clock } from './clock.js' */
/** @import { Uploads } from './uploads.js' */

/**
 * The way to what uploads files (uploads.js): most visits need none of it, so it comes with the first file.
 * @param {Store} store
 * @param {{arrived: () => void, rightful: () => Promise<boolean>, clock: Clock, report: (error: any) => void}} ways
 */
export function createCourier(store, ways) {
  /** @type {Promise<Uploads>|null} */
  let coming = null;
  let stopped = false;

  async function load() {
    const [{ createUploads }, { dropUpload, isThere, uploadFile }] = await Promise.all([
      import('./uploads.js'),
      import('../net/uploads.js'),
    ]);
    return createUploads(store, { send: uploadFile, isThere, drop: dropUpload, ...ways });
  }

  /** @param {'wake'|'resume'} how */
  async function pass(how) {
    try {
      if (stopped || (!coming && (await store.db.files.count()) === 0)) return;
      const first = !coming;
      coming ??= load();
      const uploads = await coming;
      if (stopped) uploads.stop();
      else await (first ? uploads.start() : uploads[how]());
    } catch (error) {
      coming = null;
      ways.report(error);
    }
  }

  return {
    wake: () => pass('wake'),
    resume: () => pass('resume'),
    stop() {
      stopped = true;
      void coming?.then(
        (uploads) => uploads.stop(),
        () => undefined,
      );
    },
  };
}
