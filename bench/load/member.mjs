// One connected person: sends, and keeps account of what each conversation's log delivered.
import { io } from 'socket.io-client';
import * as parser from './counting-parser.mjs';
import { uuid7 } from './uuid7.mjs';

const CONTENT = 'A message of ordinary length, as people write them: some eighty characters in all.';
const PATIENCE_MS = 15_000;

export class Member {
  delivered = 0;
  disorder = 0;
  heads = new Map();

  /** Resolves once the server has said `ready`. */
  static connect(url, person) {
    const auth = { token: person.token, device_id: person.device_id };
    const socket = io(url, { transports: ['websocket'], forceNew: true, reconnection: false, auth, parser });
    const member = new Member(socket);
    return new Promise((resolve, reject) => {
      socket.once('ready', () => resolve(member));
      socket.once('connect_error', reject);
    });
  }

  constructor(socket) {
    this.socket = socket.on('changes', (packet) => this.receive(packet));
  }

  receive({ log, from, to }) {
    if (!log.startsWith('c:')) return;
    const head = this.heads.get(log);
    if (head !== undefined && head !== from) this.disorder += 1;
    this.heads.set(log, to);
    this.delivered += to - from;
  }

  /** Send one message; the acknowledged row. */
  async send(conversationId) {
    const message = { id: uuid7(), conversation_id: conversationId, content: CONTENT };
    return (await this.ask('send_message', message)).message;
  }

  async ask(event, data) {
    const answer = await this.socket.timeout(PATIENCE_MS).emitWithAck(event, data);
    if (!answer.ok) throw new Error(`${event}: ${JSON.stringify(answer.error)}`);
    return answer;
  }

  close() {
    this.socket.disconnect();
  }
}

export const connectAll = (url, people) => Promise.all(people.map((person) => Member.connect(url, person)));
