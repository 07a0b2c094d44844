import { retentionHere } from '../../sync/limits.js';

/** Days; 0: for good. */
const PERIODS = [7, 30, 90, 365, 0];

/** How many days a conversation's messages are kept, as the server reckons; null: for good. @param {number|null|undefined} own */
export function keptDays(own) {
  const { days, max_days } = retentionHere();
  const wanted = own === null || own === undefined ? days : own || null;
  if (!max_days) return wanted;
  return wanted ? Math.min(wanted, max_days) : max_days;
}

/**
 * What an owner can choose from: nothing longer than the installation allows, and what holds now.
 * @param {number|null} own as the conversation says
 * @returns {{chosen: number|null, periods: number[]}} 0: for good; `chosen` null: as usual
 */
export function periodsFor(own) {
  const { max_days } = retentionHere();
  const offered = max_days ? [...PERIODS.filter((days) => days > 0 && days < max_days), max_days] : PERIODS;
  // A wish from before the installation allowed less counts as what it comes to.
  const chosen = own === null ? null : (keptDays(own) ?? 0);
  return { chosen, periods: chosen === null || offered.includes(chosen) ? offered : [chosen, ...offered] };
}
