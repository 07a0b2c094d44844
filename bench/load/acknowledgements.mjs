// Rooms of two in which both write as fast as they are answered.
import { closedLoop } from './closed-loop.mjs';
import { connectAll } from './member.mjs';

export async function acknowledgements({ url, pid, cores, seconds, people, pairs }) {
  const members = await connectAll(url, people.slice(0, 2 * pairs.length));
  const roomOf = (index) => pairs[Math.floor(index / 2)];
  const senders = members.map((member, index) => ({ member, room: roomOf(index) }));
  return closedLoop({ senders, members, roomsOf: (_member, index) => [roomOf(index)], seconds, pid, cores });
}
