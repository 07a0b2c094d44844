/** @import { OutboxEntry } from '../types.js' */

/** A version that nothing has: the server answers with its row, and sync/conflicts.js compares that. */
export const UNKNOWN = 0;

/**
 * The version on which changes build that follow one which has arrived: its result's. Where that says something else than
 * was sent, somebody has changed it in between, and what follows must not go over that unseen.
 * @param {OutboxEntry} sent @param {any} row as the server has it now @param {OutboxEntry} later what follows
 * @returns {number|null}
 */
export function baseAfter(sent, row, later) {
  if (sent.entity === 'context') return startedFrom(sent, later) === row.content ? row.version : later.base_version;
  return isAsSent(sent, row) ? row.version : UNKNOWN;
}

/**
 * The content that a later edit of a context started from. Uses and single values arrive without it, and must not pass
 * another device's content off as seen.
 * @param {OutboxEntry} sent @param {OutboxEntry} later
 */
function startedFrom(sent, later) {
  const before = typeof later.before === 'object' ? later.before.content : undefined;
  return sent.fields.content ?? before;
}

/** @param {OutboxEntry} sent @param {any} row */
function isAsSent({ entity, op, fields }, row) {
  if (entity !== 'message') return true;
  if (row.deleted_at) return op === 'delete';
  return row.content === fields.content || (op === 'create' && !row.edited_at);
}
