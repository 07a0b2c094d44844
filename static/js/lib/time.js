/** A time as protocol.md writes it: ISO 8601, UTC, milliseconds. @param {number} ms since 1970 */
export const iso = (ms) => new Date(ms).toISOString();
