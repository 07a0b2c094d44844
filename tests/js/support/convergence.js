/** @import { LogEntry, PullAnswer } from '../../../static/js/types.js' */
import { applyLog } from '../../../static/js/sync/apply.js';
import { createPull } from '../../../static/js/sync/pull.js';
import { contents, device } from './device.js';
import { withoutLocal } from './local-fields.js';

/**
 * @typedef {{snapshot: LogEntry|null, context?: LogEntry[]}} State a pull without cursors: the case's own log, which its
 *   viewer may not read (yet or any more), and the others
 * @typedef {{name: string, log: string, viewer: string, before: State, packets: LogEntry[], after: State,
 *   pull?: PullAnswer, late_pull?: PullAnswer}} Case three ways from before to after: live, pulled after a short and
 *   after a long while
 * @typedef {Object<string, any[]>} Tables
 */

const TABLES =
  'messages conversations memberships reactions contacts contexts userProfiles conversationSettings devices linkPreviews preferences notices'.split(
    ' ',
  );

/** What a conversation's row says about its own logs; one's own log tells that it is there, those logs tell the rest. */
const HEAD = ['last_seq', 'last_ordinal', 'message_count', 'last_message', 'last_receipt_seq'];

/** One's own log first, as a pull has it, then what happened in conversations, then receipts. */
const KINDS = 'ucr';

/** The logs of a state in the order of a pull. @param {State} state */
export const entriesOf = ({ snapshot, context = [] }) =>
  [...context, ...(snapshot ? [snapshot] : [])].sort(
    (one, other) => KINDS.indexOf(one.log[0]) - KINDS.indexOf(other.log[0]),
  );

/**
 * What a device shows that received all this, and then pulled if there is an answer to give.
 * @param {string} viewer @param {LogEntry[]} entries @param {PullAnswer} [answer]
 */
export async function after(viewer, entries, answer) {
  const store = await device(viewer);
  for (const entry of entries) await applyLog(store, entry);
  if (answer) await createPull(store, { ask: async () => ({ ...answer, epoch: 'the same' }) }).pull();
  return shown(await contents(store), viewer);
}

/** No fields that only concern the device, no reactions taken back, no profiles of strangers. @param {Tables} held @param {string} viewer @returns {Tables} */
function shown(held, viewer) {
  const { memberships, contacts } = held;
  const people = new Set([viewer, ...memberships.map((row) => row.user_id), ...contacts.map((row) => row.contact_id)]);
  /** @type {Tables} */
  const seen = {
    ...held,
    reactions: held.reactions.filter((row) => !row.deleted_at),
    linkPreviews: held.linkPreviews.filter((row) => !row.deleted_at),
    userProfiles: held.userProfiles.filter((row) => people.has(row.id)),
  };
  return Object.fromEntries(TABLES.map((table) => [table, seen[table].map(withoutLocal)]));
}

/** @param {any} row @param {string[]} names */
const without = (row, names) => Object.fromEntries(Object.entries(row).filter(([name]) => !names.includes(name)));

/** Tables as one's own log speaks of them. @param {Tables} tables @returns {Tables} */
export const withoutHeads = (tables) => ({
  ...tables,
  conversations: tables.conversations.map((row) => without(row, HEAD)),
});

/** Rows of `fresh` that `device` shows otherwise or not at all, and with `both` also the reverse. @param {Tables} device @param {Tables} fresh @param {{both?: boolean}} [how] */
export function differences(device, fresh, { both = true } = {}) {
  return TABLES.flatMap((table) => {
    const [ours, theirs] = [device[table].map(text), fresh[table].map(text)];
    const missing = theirs.filter((row) => !ours.includes(row));
    const odd = both ? ours.filter((row) => !theirs.includes(row)) : [];
    return missing.length + odd.length > 0 ? [{ table, missing, odd }] : [];
  });
}

/** A row as text, whatever the order of its fields. @param {any} value @returns {string} */
const text = (value) => JSON.stringify(value, (_key, part) => (isPlain(part) ? sorted(part) : part));

/** @param {any} part */
const isPlain = (part) => part !== null && typeof part === 'object' && !Array.isArray(part);

/** @param {any} part */
const sorted = (part) => Object.fromEntries(Object.entries(part).sort(([one], [other]) => (one < other ? -1 : 1)));
