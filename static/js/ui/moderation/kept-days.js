import { retentionHere } from '../../sync/limits.js';

/** How many days a conversation's messages are kept, as the server reckons; null: for good. @param {number|null|undefined} own */
export function keptDays(own) {
  const { days, max_days } = retentionHere();
  const wanted = own === null || own === undefined ? days : own || null;
  if (!max_days) return wanted;
  return wanted ? Math.min(wanted, max_days) : max_days;
}
