// People with tokens, ten rooms of two, one room of everybody, and one room for a long history.
import { call } from './rest.mjs';
import { uuid7 } from './uuid7.mjs';

const PASSWORD = 'bench-password-7f3a';

export async function setUp({ url, people: count, pairs: pairCount }) {
  const people = [];
  for (let index = 0; index < count; index += 1) people.push(await register(url, `bench-${index}`));
  const pairs = [];
  for (let index = 0; index < pairCount; index += 1) {
    pairs.push(await createRoom(url, `Pair ${index}`, people[2 * index], [people[2 * index + 1]]));
  }
  const crowd = await createRoom(url, 'Everybody', people[0], people.slice(1));
  const archive = await createRoom(url, 'Long history', people[0], [people[1]]);
  return { people, pairs, crowd, archive };
}

async function register(url, username) {
  const account = { username, password: PASSWORD };
  await call(url, 'POST', '/auth/register', { body: account });
  const { token, device_id, user } = await call(url, 'POST', '/auth/token', { body: account });
  return { id: user.id, token, device_id };
}

async function createRoom(url, title, owner, others) {
  const body = { id: uuid7(), kind: 'group', title, member_ids: others.map((person) => person.id) };
  const { conversation } = await call(url, 'POST', '/conversations', { token: owner.token, body });
  return conversation.id;
}
