/** Which version of QuChat this page runs: every module's address names it (`/static/<release>/…`). */
export const RELEASE = releaseIn(import.meta.url);

/**
 * The address of another file of this release. Modules in deeper folders ask here: put together, they all stand in one.
 * @param {string} path below `static/`
 */
export const asset = (path) => new URL(`../../${path}`, import.meta.url).href;

/** @param {string} address @returns {string|null} null where the modules come from a disk */
export function releaseIn(address) {
  return /^https?:\/\/[^/]+\/static\/([^/]+)\//.exec(address)?.[1] ?? null;
}
