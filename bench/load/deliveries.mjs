// One large room in which a few write as fast as they are answered and everybody listens.
import { closedLoop } from './closed-loop.mjs';
import { connectAll } from './member.mjs';

const SENDERS = 10;

export async function deliveries({ url, pid, cores, seconds, people, crowd }) {
  const members = await connectAll(url, people);
  const senders = members.slice(0, SENDERS).map((member) => ({ member, room: crowd }));
  return closedLoop({ senders, members, roomsOf: () => [crowd], seconds, pid, cores });
}
