// The newest hundred messages of a very long conversation, over HTTP and over the socket, one request at a time.
import { Member } from './member.mjs';
import { percentile } from './percentile.mjs';
import { call } from './rest.mjs';

const PAGE = 100;
const WARM_UP = 20;

export async function history({ url, people, archive, archiveLength, requests }) {
  const [person] = people;
  const member = await Member.connect(url, person);
  const overHttp = () => call(url, 'GET', `/messages/${archive}?limit=${PAGE}`, { token: person.token });
  const overSocket = () => member.ask('join_chat', { conversation_id: archive, limit: PAGE });
  const http = await time(overHttp, requests, archiveLength);
  const socket = await time(overSocket, requests, archiveLength);
  return { httpP50: http.p50, httpP99: http.p99, socketP50: socket.p50, socketP99: socket.p99 };
}

async function time(request, count, archiveLength) {
  const latencies = [];
  for (let index = 0; index < WARM_UP + count; index += 1) {
    const started = performance.now();
    const { messages } = await request();
    if (index >= WARM_UP) latencies.push(performance.now() - started);
    expectNewestPage(messages, archiveLength);
  }
  return { p50: percentile(latencies, 0.5), p99: percentile(latencies, 0.99) };
}

function expectNewestPage(messages, archiveLength) {
  const ordinals = messages.map((message) => message.ordinal);
  const expected = Array.from({ length: PAGE }, (_, index) => archiveLength - PAGE + 1 + index);
  if (ordinals.join() !== expected.join())
    throw new Error(`the newest page holds ${ordinals[0]} to ${ordinals.at(-1)}`);
}
