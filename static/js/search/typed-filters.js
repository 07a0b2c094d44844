/**
 * Filters as they are typed: `in:pond from:"Anna Lee" has:image before:2026-03`. What names nothing stays a word.
 * @import { Has } from './message-index.js'
 * @typedef {{id: string, name: string, handle?: string}} Choice
 * @typedef {{within?: string, from?: string, has?: Has, since?: string, until?: string}} Typed days as `2026-11-21`
 */

import { normalise } from '../lib/text.js';
import { HAS } from './message-index.js';
import { TYPED } from './typed-form.js';

const DAY = /^(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?$/;
/** Other words for what a message can have. @type {Object<string, Has>} */
const ALSO = { links: 'link', files: 'file', images: 'image', photo: 'image', picture: 'image', videos: 'video' };

/**
 * @param {string} text @param {{conversations: Choice[], people: Choice[]}} choices the first of the people is oneself
 * @returns {{words: string, typed: Typed}}
 */
export function readTyped(text, { conversations, people }) {
  /** @type {Typed} */
  const typed = {};
  const words = text.replace(TYPED, (whole, name, quoted, bare) => {
    const filter = filterOf(name.toLowerCase(), quoted ?? bare, conversations, people);
    if (!filter) return whole;
    Object.assign(typed, filter);
    return ' ';
  });
  return { words: words.trim(), typed };
}

/** @param {string} name @param {string} value @param {Choice[]} conversations @param {Choice[]} people @returns {Typed|null} */
function filterOf(name, value, conversations, people) {
  if (name === 'in') return named('within', value, conversations);
  if (name === 'from') return value.toLowerCase() === 'me' ? { from: people[0]?.id } : named('from', value, people);
  if (name === 'has') return hasOf(value.toLowerCase());
  const day = dayOf(value);
  if (!day) return null;
  return name === 'after' ? { since: day } : { until: dayBefore(day) };
}

/** @param {'within'|'from'} filter @param {string} value @param {Choice[]} choices */
function named(filter, value, choices) {
  const wanted = normalise(value.replace(/^[@#]/, ''));
  if (!wanted) return null;
  const names = (/** @type {Choice} */ { name, handle = '' }) => [normalise(name), normalise(handle)];
  const found =
    choices.find((choice) => names(choice).includes(wanted)) ??
    choices.find((choice) => names(choice).some((one) => one.startsWith(wanted)));
  return found ? { [filter]: found.id } : null;
}

/** @param {string} value @returns {Typed|null} */
function hasOf(value) {
  const has = ALSO[value] ?? HAS.find((one) => one === value);
  return has ? { has } : null;
}

/** The first day of a day, month or year. @param {string} value */
function dayOf(value) {
  const [, year, month = '1', date = '1'] = DAY.exec(value) ?? [];
  const day = year && new Date(Date.UTC(Number(year), Number(month) - 1, Number(date)));
  return day && day.getUTCMonth() === Number(month) - 1 ? day.toISOString().slice(0, 10) : null;
}

/** The form's last day is included, that of `before:` is not. @param {string} day */
function dayBefore(day) {
  return new Date(Date.parse(day) - 24 * 60 * 60 * 1000).toISOString().slice(0, 10);
}
