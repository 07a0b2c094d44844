// The proof behind the figures: each acknowledged message reached each member of its room, once and in order.
import { setTimeout as sleep } from 'node:timers/promises';

const PATIENCE_MS = 15_000;

export class Account {
  acknowledged = {};
  heads = {};
  total = 0;

  /** Note an acknowledged message. */
  add(message) {
    const room = message.conversation_id;
    this.acknowledged[room] = (this.acknowledged[room] ?? 0) + 1;
    this.heads[room] = Math.max(this.heads[room] ?? 0, message.version);
    this.total += 1;
  }

  /** Wait until `members` have all that `roomsOf(member, index)` hold, then say what is missing or out of order. */
  async settle(members, roomsOf) {
    const behind = () =>
      members.filter((member, index) => roomsOf(member, index).some((room) => !this.holds(member, room)));
    const deadline = Date.now() + PATIENCE_MS;
    while (behind().length > 0 && Date.now() < deadline) await sleep(20);
    const expected = members.reduce((sum, member, index) => sum + this.countOf(roomsOf(member, index)), 0);
    const delivered = members.reduce((sum, member) => sum + member.delivered, 0);
    const disorder = members.reduce((sum, member) => sum + member.disorder, 0);
    return { acknowledged: this.acknowledged, expected, delivered, disorder };
  }

  holds(member, room) {
    return (member.heads.get(`c:${room}`) ?? 0) >= (this.heads[room] ?? 0);
  }

  countOf(rooms) {
    return rooms.reduce((sum, room) => sum + (this.acknowledged[room] ?? 0), 0);
  }
}
