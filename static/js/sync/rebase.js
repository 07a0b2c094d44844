/** @import { OutboxEntry } from '../types.js' */

/** A version that nothing has: the server answers with its row, and sync/conflicts.js compares that. */
export const UNKNOWN = 0;

/**
 * The version on which changes build that follow one which has arrived: its result's. Where that says something else than
 * was sent, somebody has changed it in between, and what follows must not go over that unseen.
 * @param {OutboxEntry} sent @param {any} row as the server has it now
 * @returns {number}
 */
export const baseAfter = (sent, row) => (isAsSent(sent, row) ? row.version : UNKNOWN);

/** @param {OutboxEntry} sent @param {any} row */
function isAsSent({ entity, op, fields }, row) {
  if (entity !== 'message') return true;
  if (row.deleted_at) return op === 'delete';
  return row.content === fields.content || (op === 'create' && !row.edited_at);
}
