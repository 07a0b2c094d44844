/** @import { OutboxEntry } from '../types.js' */

export const CANCELLED = Symbol('cancelled');

/** @type {(last: OutboxEntry, next: OutboxEntry) => OutboxEntry} */
const takeFields = (last, next) => ({
  ...last,
  ...(next.resolution ? { resolution: next.resolution, base_version: next.base_version } : {}),
  ...startOf(last, next),
  fields: { ...last.fields, ...next.fields },
  client_time: last.op === 'create' ? last.client_time : next.client_time,
});

/** What both started from, which the first of them noted. @param {OutboxEntry} last @param {OutboxEntry} next */
const startOf = ({ before: first }, { before: second }) =>
  typeof first === 'object' && typeof second === 'object' ? { before: { ...second, ...first } } : {};

/** @type {(last: OutboxEntry, next: OutboxEntry) => OutboxEntry} */
const takeDeletion = (last, next) => ({ ...last, op: 'delete', fields: next.fields, client_time: next.client_time });

/** How often a context was used. @type {(last: OutboxEntry, next: OutboxEntry) => OutboxEntry} */
const addTimes = (last, next) => ({
  ...last,
  fields: { times: last.fields.times + next.fields.times },
  client_time: next.client_time,
});

/** @type {Object<string, (last: OutboxEntry, next: OutboxEntry) => OutboxEntry|typeof CANCELLED>} */
const RULES = {
  'create update': takeFields,
  'update update': takeFields,
  'set set': (last, next) => (last.entity === 'context' ? addTimes(last, next) : takeFields(last, next)),
  'update delete': takeDeletion,
  'create delete': () => CANCELLED,
};

/**
 * One entry for two changes of the same thing, CANCELLED when they undo each other, or null when both must be sent.
 * An entry that was ever sent may have reached the server, so it is repeated as it was and never changed.
 * @param {OutboxEntry} last @param {OutboxEntry} next
 */
export function mergeInto(last, next) {
  if (last.state !== 'waiting' || last.sent) return null;
  if (last.entity === 'reaction' && last.op === 'delete' && next.op === 'create') return CANCELLED;
  return RULES[`${last.op} ${next.op}`]?.(last, next) ?? null;
}
