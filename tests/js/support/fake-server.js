/** @import { Change, LogEntry, Op, PullAnswer, PushResult } from '../../../static/js/types.js' */
import { ApiError } from '../../../static/js/net/http.js';
import { HANDLERS } from './fake-handlers.js';

/** @typedef {{seq: number, entity: Change['entity'], entity_id: string}} Entry */

const NEWEST = 50;

/** What protocol.md says of logs, pulls and pushes, kept in memory. Packets go to `listeners`, by user. */
export class FakeServer {
  epoch = 'first';
  /** Entries behind which a pull answers with a snapshot. */
  tooFar = 500;
  /** @type {Map<string, Entry[]>} */
  logs = new Map();
  /** Rows by `log/entity/id`, shared by all who read the log. @type {Map<string, any>} */
  rows = new Map();
  /** @type {Map<string, Set<string>>} */
  members = new Map();
  /** @type {Map<string, PushResult>} */
  done = new Map();
  /** @type {Map<string, (packet: LogEntry) => void>} */
  listeners = new Map();
  /** @type {LogEntry[]} */
  published = [];
  /** People whom a restored server does not know. @type {Set<string>} */
  unknown = new Set();
  time = 0;

  /** @param {string} log */
  entries(log) {
    const entries = this.logs.get(log) ?? [];
    this.logs.set(log, entries);
    return entries;
  }

  /** @param {string} log */
  seq(log) {
    return this.entries(log).at(-1)?.seq ?? 0;
  }

  now() {
    return new Date(Date.UTC(2026, 10, 21) + ++this.time).toISOString();
  }

  /** @param {string} log @param {string} entity @param {string} id */
  row(log, entity, id) {
    return this.rows.get(`${log}/${entity}/${id}`);
  }

  /**
   * Writes a row under the log's next number, and notes a packet.
   * @param {string} log @param {Change['entity']} entity @param {string} entity_id @param {(seq: number) => any} make
   */
  write(log, entity, entity_id, make) {
    const seq = this.seq(log) + 1;
    const row = make(seq);
    this.rows.set(`${log}/${entity}/${entity_id}`, row);
    this.entries(log).push({ seq, entity, entity_id });
    if (entity === 'message') this.noteLast(log, row);
    const change = {
      seq,
      entity,
      entity_id,
      op: /** @type {const} */ ('upsert'),
      row: this.seen(log, entity, entity_id),
    };
    this.published.push(structuredClone({ log, from: seq - 1, to: seq, changes: [change], head: this.head(log) }));
    return row;
  }

  /** @param {string} log @param {any} row */
  noteLast(log, { id, sender_id, content, created_at, ordinal }) {
    const conversation = this.row(log, 'conversation', log.slice(2));
    if (ordinal === conversation.last_ordinal)
      conversation.last_message = { id, sender_id, preview: content, created_at };
  }

  /** @param {string} log */
  head(log) {
    if (!log.startsWith('c:')) return undefined;
    const { last_ordinal, message_count } = this.row(log, 'conversation', log.slice(2));
    return { last_ordinal, message_count };
  }

  /** A row as it is now. @param {string} log @param {Change['entity']} entity @param {string} id */
  seen(log, entity, id) {
    if (entity !== 'conversation') return this.row(log, entity, id);
    const home = `c:${id}`;
    const row = this.row(home, 'conversation', id);
    const members = [...(this.members.get(id) ?? [])].map((user) => this.row(home, 'membership', user)).filter(Boolean);
    return { ...row, last_seq: this.seq(home), last_receipt_seq: this.seq(`r:${id}`), members };
  }

  /** Sends what was written since the last time. @param {(packet: LogEntry, userId: string) => LogEntry[]} [fate] */
  publish(fate = (packet) => [packet]) {
    for (const packet of this.published.splice(0)) {
      for (const [userId, listener] of this.listeners) {
        if (this.reads(userId, packet.log)) for (const copy of fate(packet, userId)) listener(structuredClone(copy));
      }
    }
  }

  /** @param {string} userId @param {string} log */
  reads(userId, log) {
    return log === `u:${userId}` || this.members.get(log.slice(2))?.has(userId) === true;
  }

  /** @param {string} userId @param {{ops: Op[], epoch?: string}} body */
  push(userId, { ops, epoch }) {
    if (epoch && epoch !== this.epoch) throw new ApiError({ status: 409, code: 'reset', message: '' });
    return structuredClone({ results: ops.map((op) => this.carryOut(userId, op)), server_time: this.now() });
  }

  /** @param {string} userId @param {{rows: {entity: Change['entity'], id: string, conversation_id?: string, version?: number, changed_at?: string}[]}} body */
  reoffer(userId, { rows }) {
    /** @param {{entity: Change['entity'], id: string, conversation_id?: string}} offered */
    const held = ({ entity, id, conversation_id }) =>
      [...this.logs.keys()]
        .filter((log) => entity !== 'membership' || log === `c:${conversation_id}`)
        .map((log) => this.reads(userId, log) && this.row(log, entity, id))
        .find(Boolean);
    const behind = rows.flatMap((offered) => {
      const row = held(offered);
      const last = row && (row.deleted_at ?? row.edited_at ?? row.created_at ?? '');
      if (!row) return [];
      const isLater = offered.changed_at ? last < offered.changed_at : (offered.version ?? 0) > row.version;
      return isLater && (offered.changed_at || offered.entity !== 'message') ? [row] : [];
    });
    return structuredClone({ missing: rows.filter((row) => !held(row)).map(({ id }) => id), behind });
  }

  /** @param {string} userId @param {Op} op @returns {PushResult} */
  carryOut(userId, op) {
    const known = this.done.get(op.op_id);
    if (known) return { ...known, status: 'duplicate' };
    const handler = HANDLERS[`${op.entity} ${op.op}`];
    const outcome = handler(this, userId, op);
    const result = /** @type {PushResult} */ ({ op_id: op.op_id, status: 'applied', ...outcome });
    if (result.status === 'applied') this.done.set(op.op_id, result);
    return result;
  }

  /** @param {string} userId @param {{epoch?: string, cursors: Object<string, number>, limit: number}} body @returns {PullAnswer} */
  pull(userId, { epoch, cursors, limit }) {
    const readable = [...this.logs.keys()].filter((log) => this.reads(userId, log));
    readable.sort((one, other) => (one < other ? 1 : -1));
    const ahead = readable.some((log) => (cursors[log] ?? 0) > this.seq(log));
    if ((epoch && epoch !== this.epoch) || ahead) throw new ApiError({ status: 409, code: 'reset', message: '' });
    const logs = readable
      .filter((log) => this.seq(log) !== cursors[log])
      .map((log) => this.follow(log, cursors[log], limit));
    const lost = Object.keys(cursors).filter((log) => !readable.includes(log));
    const more = logs.some((entry) => entry.more);
    return structuredClone({ epoch: this.epoch, server_time: this.now(), more, logs, gained: [], lost });
  }

  /** @param {string} log @param {number|undefined} mine @param {number} limit @returns {LogEntry} */
  follow(log, mine, limit) {
    const all = this.entries(log);
    const to = this.seq(log);
    if (mine === undefined || to - mine > this.tooFar) {
      return { log, from: mine ?? 0, to, snapshot: true, changes: this.snapshot(log, mine), head: this.head(log) };
    }
    const page = all.filter(({ seq }) => seq > mine).slice(0, limit);
    const end = page.at(-1)?.seq ?? mine;
    return { log, from: mine, to: end, more: end < to, changes: this.changes(log, page), head: this.head(log) };
  }

  /** @param {string} log @param {number} [mine] */
  snapshot(log, mine) {
    const newest = new Map(this.entries(log).map((entry) => [`${entry.entity}/${entry.entity_id}`, entry]));
    const lowest = (this.head(log)?.last_ordinal ?? 0) - NEWEST;
    const wanted = [...newest.values()].filter(({ entity, entity_id, seq }) => {
      const home =
        entity === 'reaction'
          ? this.row(log, 'message', this.row(log, entity, entity_id).message_id)
          : this.row(log, entity, entity_id);
      return !['message', 'reaction'].includes(entity) || home.ordinal > lowest || (mine !== undefined && seq > mine);
    });
    return this.changes(log, wanted);
  }

  /** @param {string} log @param {Entry[]} entries @returns {Change[]} */
  changes(log, entries) {
    const newest = new Map(entries.map((entry) => [`${entry.entity}/${entry.entity_id}`, entry]));
    return [...newest.values()].map(({ seq, entity, entity_id }) => {
      const row = this.seen(log, entity, entity_id) ?? null;
      return { seq, entity, entity_id, op: row ? 'upsert' : 'delete', row };
    });
  }

  /** @param {string} id */
  profile(id) {
    if (this.unknown.has(id)) throw new ApiError({ status: 404, code: 'not_found', message: 'There is nobody.' });
  }

  /** As after `flask restore`: back to an earlier state, under a new epoch. @param {ReturnType<FakeServer['save']>} saved */
  restore(saved) {
    const { logs, rows, members, done } = structuredClone(saved);
    Object.assign(this, { logs, rows, members, done, epoch: `${this.epoch}+`, published: [] });
  }

  save() {
    return structuredClone({ logs: this.logs, rows: this.rows, members: this.members, done: this.done });
  }
}
