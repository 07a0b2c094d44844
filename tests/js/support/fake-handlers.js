/** @import { Op, PushResult } from '../../../static/js/types.js' */
/** @import { FakeServer } from './fake-server.js' */
import { contact, context, conversation, membership, message, reaction } from './rows.js';

/** @typedef {(server: FakeServer, userId: string, op: Op) => Partial<PushResult>} Handler */

/** @param {string} code @returns {Partial<PushResult>} */
const refuse = (code) => ({ status: 'rejected', error: { code, message: code } });

/** @param {FakeServer} server @param {string} log @param {string} userId @param {(row: any) => any} change */
function receipt(server, log, userId, change) {
  const row = server.row(`c:${log}`, 'membership', userId);
  return server.write(`r:${log}`, 'receipt', userId, (seq) => {
    Object.assign(row, change(row), { receipt_seq: seq });
    const { conversation_id, user_id, delivered_ordinal, read_ordinal } = row;
    return { conversation_id, user_id, delivered_ordinal, read_ordinal, receipt_seq: seq, version: seq };
  });
}

/** @type {Object<string, Handler>} */
export const HANDLERS = {
  'conversation create': (server, userId, { entity_id, fields }) => {
    const log = `c:${entity_id}`;
    if (server.logs.has(log)) return { row: server.seen(log, 'conversation', entity_id) };
    if (fields.member_ids.some((/** @type {string} */ id) => server.unknown.has(id)))
      return refuse('validation_failed');
    const people = [...new Set([userId, ...fields.member_ids])];
    server.members.set(entity_id, new Set(people));
    const given = { kind: fields.kind, title: fields.title ?? '', description: fields.description ?? '' };
    const { members, ...blank } = conversation({ id: entity_id, created_by: userId, ...given, last_seq: 0 });
    server.write(log, 'conversation', entity_id, (version) => ({ ...blank, version }));
    for (const user_id of people) {
      const role = user_id === userId ? 'owner' : 'member';
      server.write(log, 'membership', user_id, (version) =>
        membership({ conversation_id: entity_id, user_id, role, version }),
      );
      server.write(`u:${user_id}`, 'conversation', entity_id, () => null);
    }
    return { row: server.seen(log, 'conversation', entity_id) };
  },

  'conversation update': (server, _userId, { entity_id, fields }) => {
    const log = `c:${entity_id}`;
    const held = server.row(log, 'conversation', entity_id);
    server.write(log, 'conversation', entity_id, (version) =>
      Object.assign(held, fields, { version, updated_at: server.now() }),
    );
    return { row: server.seen(log, 'conversation', entity_id) };
  },

  'membership update': (server, userId, { entity_id, fields }) =>
    decide(server, userId, entity_id, fields.conversation_id, (held) => {
      const { banned, silenced_until = held.silenced_until, role = held.role, reason = '' } = fields;
      const shut = banned ? { banned_at: server.now(), left_at: held.left_at ?? server.now() } : {};
      return { silenced_until, role, sanction_reason: reason, ...(banned === false ? { banned_at: null } : shut) };
    }),

  'membership delete': (server, userId, { entity_id, fields }) =>
    decide(server, userId, entity_id, fields.conversation_id, () => ({ left_at: server.now() })),

  'message create': (server, userId, { entity_id, fields }) => {
    const log = `c:${fields.conversation_id}`;
    if (!server.reads(userId, log)) return refuse('not_found');
    const held = server.row(log, 'message', entity_id);
    if (held && !(fields.edited_at > (held.edited_at ?? held.created_at))) return { row: held };
    // Given back by two devices at once, of which this one knows of a later edit.
    if (held) {
      const edit = { content: fields.content, edited_at: server.now() };
      return { row: server.write(log, 'message', entity_id, (version) => ({ ...held, ...edit, version })) };
    }
    const home = server.row(log, 'conversation', fields.conversation_id);
    home.last_ordinal += 1;
    home.message_count += 1;
    const row = server.write(log, 'message', entity_id, (version) =>
      message({
        ...fields,
        id: entity_id,
        sender_id: userId,
        ordinal: home.last_ordinal,
        created_at: fields.created_at ?? server.now(),
        edited_at: fields.edited_at ?? null,
        version,
      }),
    );
    receipt(server, fields.conversation_id, userId, () => ({
      read_ordinal: row.ordinal,
      delivered_ordinal: row.ordinal,
    }));
    return { row };
  },

  'message update': (server, userId, op) =>
    changeMessage(server, userId, op, { content: op.fields.content, edited_at: server.now() }),

  'message delete': (server, userId, op) => {
    const log = logOf(server, op.entity_id);
    const held = log && server.row(log, 'message', op.entity_id);
    if (held?.deleted_at) return { row: held };
    return changeMessage(server, userId, op, { content: '', deleted_at: server.now() });
  },

  'contact create': (server, userId, { entity_id, fields }) => ({
    row: server.write(`u:${userId}`, 'contact', entity_id, (version) => contact({ ...fields, id: entity_id, version })),
  }),

  'context create': (server, userId, { entity_id, fields }) => ({
    row: server.write(`u:${userId}`, 'context', entity_id, (version) =>
      context({ ...fields, id: entity_id, owner_id: userId, version }),
    ),
  }),

  'context update': (server, userId, { entity_id, fields }) => {
    const held = server.row(`u:${userId}`, 'context', entity_id);
    return { row: server.write(`u:${userId}`, 'context', entity_id, (version) => ({ ...held, ...fields, version })) };
  },

  'conversation_context create': (server, _userId, { entity_id, fields }) => {
    const log = `c:${fields.conversation_id}`;
    const held = server.row(log, 'conversation', fields.conversation_id);
    const context_ids = [...held.context_ids, entity_id];
    server.write(log, 'conversation', fields.conversation_id, (version) =>
      Object.assign(held, { context_ids, version }),
    );
    return { row: server.seen(log, 'conversation', fields.conversation_id) };
  },

  'contact update': (server, userId, { entity_id, fields }) => {
    const held = server.row(`u:${userId}`, 'contact', entity_id);
    return { row: server.write(`u:${userId}`, 'contact', entity_id, (version) => ({ ...held, ...fields, version })) };
  },

  'contact delete': (server, userId, { entity_id }) => {
    const held = server.row(`u:${userId}`, 'contact', entity_id);
    const deleted_at = server.now();
    return { row: server.write(`u:${userId}`, 'contact', entity_id, (version) => ({ ...held, deleted_at, version })) };
  },

  'reaction create': (server, userId, op) => react(server, userId, op, null),
  'reaction delete': (server, userId, op) => react(server, userId, op, server.now()),

  'receipt set': (server, userId, { entity_id, fields }) => {
    if (!server.reads(userId, `c:${entity_id}`)) return refuse('not_found');
    const read = fields.read_ordinal ?? 0;
    const row = receipt(server, entity_id, userId, (held) => ({
      read_ordinal: Math.max(held.read_ordinal, read),
      delivered_ordinal: Math.max(held.delivered_ordinal, read),
    }));
    return { row };
  },
};

/** @param {FakeServer} server @param {string} messageId */
const logOf = (server, messageId) => [...server.logs.keys()].find((log) => server.row(log, 'message', messageId));

/** @param {FakeServer} server @param {string} userId @param {Op} op @param {any} change @returns {Partial<PushResult>} */
function changeMessage(server, userId, { entity_id, base_version }, change) {
  const log = logOf(server, entity_id);
  const held = log && server.row(log, 'message', entity_id);
  const removes = Boolean(change.deleted_at) && held?.sender_id !== userId;
  if (!held || !server.reads(userId, log) || held.deleted_at) return refuse('not_found');
  if (removes ? !moderates(server, log, userId) : held.sender_id !== userId) return refuse('forbidden');
  if (base_version !== null && base_version !== held.version) return { status: 'conflict', row: held };
  // The count goes first: a packet carries the head as it is after the change.
  if (change.deleted_at) server.row(log, 'conversation', log.slice(2)).message_count -= 1;
  const meta = removes ? { removed_by: 'moderator' } : held.meta;
  const row = server.write(log, 'message', entity_id, (version) => ({ ...held, ...change, meta, version }));
  return { row };
}

/** @param {FakeServer} server @param {string} log @param {string} userId */
const moderates = (server, log, userId) => ['owner', 'moderator'].includes(server.row(log, 'membership', userId)?.role);

/** What a moderator does to somebody. @param {FakeServer} server @param {string} userId @param {string} whom @param {string} where @param {(held: any) => any} change @returns {Partial<PushResult>} */
function decide(server, userId, whom, where, change) {
  const log = `c:${where}`;
  const held = server.row(log, 'membership', whom);
  if (!held || !server.reads(userId, log)) return refuse('not_found');
  if (!moderates(server, log, userId)) return refuse('forbidden');
  const row = server.write(log, 'membership', whom, (version) => ({ ...held, ...change(held), version }));
  if (row.left_at) server.members.get(where)?.delete(whom);
  return { row };
}

/** @param {FakeServer} server @param {string} userId @param {Op} op @param {string|null} deleted_at @returns {Partial<PushResult>} */
function react(server, userId, { entity_id, fields: { message_id, emoji } }, deleted_at) {
  const log = logOf(server, message_id);
  if (!log || server.row(log, 'message', message_id).deleted_at) return refuse('not_found');
  const same = (/** @type {any} */ row) =>
    row?.message_id === message_id && row.user_id === userId && row.emoji === emoji;
  const held = [...server.rows.values()].find(same);
  if (!held && deleted_at) return refuse('not_found');
  if (held && Boolean(held.deleted_at) === Boolean(deleted_at)) return { row: held };
  const made = {
    id: held?.id ?? entity_id,
    message_id,
    conversation_id: log.slice(2),
    user_id: userId,
    emoji,
    deleted_at,
  };
  return { row: server.write(log, 'reaction', made.id, (version) => reaction({ ...made, version })) };
}
