// The comparison server: socket.io and node:sqlite, with QuChat's contract for a message (keep, number, broadcast, acknowledge).
// node server.mjs PORT DATABASE_FILE
import { createServer } from 'node:http';
import { Server } from 'socket.io';
import { createApi } from './api.mjs';
import { Store } from './store.mjs';

const [port, file] = process.argv.slice(2);
const store = new Store(file);
const http = createServer(createApi(store));
const io = new Server(http, {
  transports: ['websocket'],
  perMessageDeflate: false,
  httpCompression: false,
  serveClient: false,
});

io.use((socket, next) => {
  const user = store.userOfToken.get(socket.handshake.auth.token ?? '');
  socket.data.userId = user?.id;
  next(user ? undefined : new Error('unauthenticated'));
});

io.on('connection', (socket) => {
  const { userId } = socket.data;
  socket.join(`u:${userId}`);
  socket.join(store.roomsOfUser.all(userId).map((row) => row.conversation_id));
  socket.on('send_message', (data, acknowledge) => acknowledge(guarded(() => sendMessage(userId, data))));
  socket.on('join_chat', (data, acknowledge) => acknowledge(guarded(() => joinChat(userId, data))));
  socket.emit('ready', { user_id: userId, epoch: 'bench', server_time: new Date().toISOString() });
});

function sendMessage(userId, data) {
  const { row, head } = store.send(userId, data);
  if (head) publish(userId, row, head);
  return { ok: true, message: row };
}

function publish(userId, row, head) {
  io.to(row.conversation_id).emit('changes', {
    log: `c:${row.conversation_id}`,
    from: row.version - 1,
    to: row.version,
    changes: [
      { seq: row.version, entity: 'message', entity_id: row.id, op: 'upsert', row, actor_id: userId, device_id: null },
    ],
    head: { last_ordinal: head.last_ordinal, message_count: head.message_count },
  });
}

function joinChat(userId, { conversation_id, limit = 50 }) {
  const messages = store.newestMessages(userId, conversation_id, limit);
  return { ok: true, conversation: store.conversation.get(conversation_id), messages, cursors: {} };
}

function guarded(work) {
  try {
    return work();
  } catch (error) {
    return { ok: false, error: { code: error.message } };
  }
}

http.listen(Number(port), '127.0.0.1');
process.on('SIGTERM', () => process.exit(0));
