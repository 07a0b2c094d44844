import { ADA } from './device.js';
import { arrival, conversation, message, ROOM, roomSnapshot, upsert } from './rows.js';

/** Two cases by hand, which prove that the comparison can pass and can fail. */

const log = `c:${ROOM}`;
const before = { snapshot: roomSnapshot(1) };
const sent = arrival(2, { content: 'second' });
const { row } = sent.changes[0];
const last_message = { id: row.id, sender_id: row.sender_id, preview: row.content, created_at: row.created_at };
const people = roomSnapshot().changes.filter(({ entity }) => entity === 'user');

/** @param {string} first what the older message says in the end */
const fresh = (first) => ({
  snapshot: {
    ...roomSnapshot(2),
    changes: [
      upsert('conversation', conversation({ last_ordinal: 2, message_count: 2, last_seq: 5, last_message })),
      ...people,
      upsert('message', message({ content: first, version: 4 })),
      upsert('message', row),
    ],
  },
});

export const telling = { name: 'sent', log, viewer: ADA, before, packets: [sent], after: fresh('hello') };

/** The server edited an older message in the same step and told nobody. */
export const forgetful = { ...telling, name: 'edited in secret', after: fresh('edited') };
