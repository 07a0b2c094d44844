/**
 * Whether the browser refused to keep more. A transaction that was too large is taken back as a whole, after all its
 * parts were reported as done; the reason stands inside.
 * @param {any} error
 * @returns {boolean}
 */
export const isQuota = (error) =>
  error?.name === 'QuotaExceededError' || [error?.inner, error?.failures?.[0]].some((one) => one && isQuota(one));
