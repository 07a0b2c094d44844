/** Which version of QuChat this page runs: every module's address names it (`/static/<release>/…`). */
export const RELEASE = releaseIn(import.meta.url);

/** @param {string} address @returns {string|null} null where the modules come from a disk */
export function releaseIn(address) {
  return /^https?:\/\/[^/]+\/static\/([^/]+)\//.exec(address)?.[1] ?? null;
}
