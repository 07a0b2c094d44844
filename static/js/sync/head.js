/** @import { Conversation, LogEntry, Message } from '../types.js' */
/** @import { RowSet } from './rowset.js' */
import { refOf } from '../db/entities.js';
import { serverCopy } from '../db/rows.js';
import { preview } from '../lib/text.js';

/**
 * What a conversation's row says about the end of its logs. Messages come without a change of the conversation, so
 * the head of the packet and the newest message in it are carried over here.
 */

/** @param {RowSet} rows @param {string} id @param {(conversation: Conversation) => Conversation} change */
function changeConversation(rows, id, change) {
  const ref = /** @type {import('../db/entities.js').Ref} */ (refOf('conversation', id));
  const base = serverCopy(rows.get(ref));
  const changed = base && change(base);
  if (changed !== base) rows.put(ref, changed);
}

/** After applying a conversation's log. @param {RowSet} rows @param {string} id @param {LogEntry} entry */
export function moveHead(rows, id, { to, head, changes }) {
  changeConversation(rows, id, (held) => {
    // The row may be ahead of the log: it also comes with answers and in one's own log.
    const moved = to >= held.last_seq ? { ...held, ...head, last_seq: to } : held;
    const newest = changes.findLast(({ entity, row }) => entity === 'message' && row?.ordinal === moved.last_ordinal);
    return newest && to >= held.last_seq ? { ...moved, last_message: summary(newest.row) } : moved;
  });
}

/** After applying receipts. @param {RowSet} rows @param {string} id @param {number} to */
export function moveReceiptHead(rows, id, to) {
  changeConversation(rows, id, (held) => (to > held.last_receipt_seq ? { ...held, last_receipt_seq: to } : held));
}

/** When the answer to sending comes before the log does. @param {RowSet} rows @param {Message} message */
export function raiseHead(rows, message) {
  const ordinal = message.ordinal ?? 0;
  changeConversation(rows, message.conversation_id, (held) =>
    ordinal > held.last_ordinal ? { ...held, last_ordinal: ordinal, last_message: summary(message) } : held,
  );
}

/** @param {Message} message */
const summary = ({ id, sender_id, content, created_at }) => ({ id, sender_id, preview: preview(content), created_at });
