// Everything the comparison server keeps: node:sqlite, prepared statements, one transaction a message.
import { readFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';

export class Store {
  constructor(file) {
    const db = new DatabaseSync(file);
    const existing = db.prepare("SELECT 1 FROM sqlite_master WHERE name = 'message'").get();
    db.exec(existing ? pragmas() : schema());
    this.begin = db.prepare('BEGIN IMMEDIATE');
    this.commit = db.prepare('COMMIT');
    this.rollback = db.prepare('ROLLBACK');
    this.insertUser = db.prepare('INSERT INTO user (id, username, password) VALUES (?, ?, ?)');
    this.setToken = db.prepare('UPDATE user SET token = ? WHERE username = ? AND password = ? RETURNING id');
    this.userOfToken = db.prepare('SELECT id FROM user WHERE token = ?');
    this.insertConversation = db.prepare('INSERT INTO conversation (id, title) VALUES (?, ?)');
    this.insertMembership = db.prepare('INSERT OR IGNORE INTO membership (user_id, conversation_id) VALUES (?, ?)');
    this.roomsOfUser = db.prepare('SELECT conversation_id FROM membership WHERE user_id = ?');
    this.isMember = db.prepare('SELECT 1 FROM membership WHERE user_id = ? AND conversation_id = ?');
    this.conversation = db.prepare('SELECT * FROM conversation WHERE id = ?');
    this.message = db.prepare('SELECT * FROM message WHERE id = ?');
    this.takeNumber = db.prepare(
      'UPDATE conversation SET last_seq = last_seq + 1, last_ordinal = last_ordinal + 1, message_count = message_count + 1' +
        ' WHERE id = ? RETURNING last_seq, last_ordinal, message_count',
    );
    this.insertMessage = db.prepare(
      'INSERT INTO message (id, conversation_id, ordinal, sender_id, content, created_at, version) VALUES (?, ?, ?, ?, ?, ?, ?)',
    );
    this.insertEvent = db.prepare(
      "INSERT INTO sync_event (log, seq, entity, entity_id, op, actor_id, at) VALUES (?, ?, 'message', ?, 'upsert', ?, ?)",
    );
    this.newest = db.prepare('SELECT * FROM message WHERE conversation_id = ? ORDER BY ordinal DESC LIMIT ?');
  }

  /** Keep a message once: `{row, head}` for a new one, `{row}` for one that is there already. */
  send(userId, { id, conversation_id, content }) {
    this.begin.run();
    try {
      const sent = this.sendInTransaction(userId, id, conversation_id, content);
      this.commit.run();
      return sent;
    } catch (error) {
      this.rollback.run();
      throw error;
    }
  }

  sendInTransaction(userId, id, conversationId, content) {
    if (!this.isMember.get(userId, conversationId)) throw new Error('not_found');
    const held = this.message.get(id);
    if (held) {
      if (held.sender_id !== userId || held.content !== content) throw new Error('id_conflict');
      return { row: messageRow(held) };
    }
    const head = this.takeNumber.get(conversationId);
    const at = new Date().toISOString();
    this.insertMessage.run(id, conversationId, head.last_ordinal, userId, content, at, head.last_seq);
    this.insertEvent.run(`c:${conversationId}`, head.last_seq, id, userId, at);
    const kept = { id, conversation_id: conversationId, ordinal: head.last_ordinal, sender_id: userId, content };
    return { row: messageRow({ ...kept, created_at: at, version: head.last_seq }), head };
  }

  createConversation(userId, { id, title, member_ids }) {
    this.begin.run();
    this.insertConversation.run(id, title);
    for (const member of [userId, ...member_ids]) this.insertMembership.run(member, id);
    this.commit.run();
    return this.conversation.get(id);
  }

  newestMessages(userId, conversationId, limit) {
    if (!this.isMember.get(userId, conversationId)) throw new Error('not_found');
    return this.newest.all(conversationId, limit).reverse().map(messageRow);
  }
}

const schema = () => readFileSync(new URL('schema.sql', import.meta.url), 'utf8');
const pragmas = () =>
  schema()
    .match(/^PRAGMA .*;$/gm)
    .join('\n');

/** The message object of the wire, with every field that QuChat's has. */
const messageRow = (row) => ({
  id: row.id,
  conversation_id: row.conversation_id,
  ordinal: row.ordinal,
  sender_id: row.sender_id,
  role: 'user',
  content: row.content,
  thinking: null,
  meta: null,
  reply_to: null,
  attachments: [],
  context_ids: [],
  encrypted_content: null,
  created_at: row.created_at,
  edited_at: null,
  deleted_at: null,
  version: row.version,
});
