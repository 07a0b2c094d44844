/** @import { Offer, Store } from '../types.js' */
import { thingOf } from '../db/entities.js';
import { currentEra, getMeta, setMeta } from '../db/meta.js';
import { atomically } from '../db/store.js';
import { request } from '../net/http.js';

/** The server takes so many in one question. */
const ASKED_AT_ONCE = 1000;
/** So many are given back in one transaction, so that the screen and other tabs are not held up for long. */
const GIVEN_AT_ONCE = 100;
/** An answer of another kind will be no better next time. */
const PASSING = [0, 401, 408, 429, 502, 503, 504];
/** What the server may have, and lack something of all the same. */
const UNASKED = ['membership', 'conversation_context'];
/** What others need comes first: a conversation before its people and messages, a context before what it is attached to, a
 * message before its reactions. */
const ORDER = ['conversation', 'membership', 'context', 'conversation_context', 'message', 'reaction', 'contact'];

/**
 * What the server said about an offer: ids that it lacks, rows that it has in an earlier state (memberships by their
 * things), and people whom it does not know any more, since they registered after the copy was made.
 * @typedef {{missing: Set<string>, behind: Map<string, any>, gone: Set<string>}} Verdict
 */

/**
 * Gives back to a restored server what it lost and this device still holds. Runs after every pull; what must wait for
 * others (the conversation of a message, the message of a reaction) is looked at again when that is here.
 * @param {Store} store
 * @param {{ask: (body: {rows: any[]}) => Promise<{missing: string[], behind?: any[]}>,
 *   know?: (userId: string) => Promise<any>}} ways `know` fails with 404 for somebody whom the server does not know
 */
export function createReoffer(store, { ask, know = (id) => request('GET', `/users/${id}`) }) {
  let waits = false;

  async function run() {
    const first = (await getMeta(store, 'offering')) !== undefined;
    /** @type {Offer[]} */
    let due = [];
    try {
      due = await dueOffers(store, first);
      if (due.length > 0) await giveBack(due, await judge(due));
    } catch (/** @type {any} */ error) {
      // Otherwise one question that can't be answered would hold up the outbox for ever.
      if (typeof error?.status !== 'number' || PASSING.includes(error.status)) throw error;
      console.warn(error);
    }
    waits = (await store.db.offers.count()) > 0;
    if (first) await setMeta(store, 'offering', undefined);
    if (first || due.length > 0) store.wake();
  }

  /** @param {Offer[]} offers @returns {Promise<Verdict>} */
  async function judge(offers) {
    const asked = offers.flatMap((offer) => questions(offer, store.userId));
    const rows = [...new Map(asked.map((row) => [nameOf(row), row])).values()];
    const missing = new Set();
    const behind = new Map();
    for (let start = 0; start < rows.length; start += ASKED_AT_ONCE) {
      const answer = await ask({ rows: rows.slice(start, start + ASKED_AT_ONCE) });
      for (const id of answer.missing) missing.add(id);
      for (const row of answer.behind ?? [])
        behind.set(row.id ?? thingOf('membership', row.user_id, row.conversation_id), row);
    }
    return { missing, behind, gone: await unknownPeople(store, offers, know) };
  }

  /** @param {Offer[]} offers @param {Verdict} verdict */
  async function giveBack(offers, verdict) {
    // Hardly ever needed, so not part of the first page.
    const { giveBackOffer } = await import('./offered.js');
    const isThere = (/** @type {Offer} */ { entity, entity_id }) =>
      !UNASKED.includes(entity) && !verdict.missing.has(entity_id) && !verdict.behind.has(entity_id);
    // Nearly all of a long history: the backup had it.
    await store.db.offers.bulkDelete(offers.filter(isThere).map(({ thing }) => thing));
    const lost = offers.filter((offer) => !isThere(offer));
    for (let start = 0; start < lost.length; start += GIVEN_AT_ONCE) {
      const some = lost.slice(start, start + GIVEN_AT_ONCE);
      await atomically(store, async () => {
        for (const offer of some) await giveBackOffer(store, offer, verdict);
      });
    }
  }

  return {
    run,
    /** Whether something waits for what others bring back. */
    get waits() {
      return waits;
    },
  };
}

/**
 * Everybody whom the fresh pull has shown is known. Groups may name others, whom no profile comes along for.
 * @param {Store} store @param {Offer[]} offers @param {(userId: string) => Promise<any>} know
 * @returns {Promise<Set<string>>}
 */
async function unknownPeople(store, offers, know) {
  const named = new Set(offers.flatMap(peopleIn).filter((id) => id !== store.userId));
  const era = await currentEra(store);
  const profiles = await store.db.userProfiles.bulkGet([...named]);
  const seen = new Set(profiles.filter((profile) => profile?.era === era).map((profile) => profile?.id));
  const gone = new Set();
  for (const id of [...named].filter((one) => !seen.has(one))) {
    await know(id).catch((/** @type {any} */ error) => {
      if (error.status !== 404) throw error;
      gone.add(id);
    });
  }
  return gone;
}

/** @param {Offer} offer @returns {string[]} */
function peopleIn({ entity, entity_id, row }) {
  if (entity === 'membership') return [entity_id];
  if (entity === 'contact') return [row.contact_id];
  return entity === 'conversation' && row.peer_id ? [row.peer_id] : [];
}

/** What can be decided now, in the order in which it is given back. @param {Store} store @param {boolean} all right after the fresh pull */
async function dueOffers(store, all) {
  if ((await store.db.offers.count()) === 0) return [];
  const offers = await store.db.offers.toArray();
  const due = all ? offers : await nowPossible(store, offers);
  const rank = (/** @type {Offer} */ { entity }) => ORDER.indexOf(entity);
  return due.sort((one, other) => rank(one) - rank(other) || one.order - other.order);
}

/** @param {Store} store @param {Offer[]} offers */
async function nowPossible(store, offers) {
  const homes = await store.db.conversations.bulkGet(offers.map((offer) => offer.conversation_id ?? ''));
  const messages = await store.db.messages.bulkGet(offers.map((offer) => offer.message_id ?? ''));
  return offers.filter(({ message_id }, index) => (message_id ? messages[index] : homes[index]));
}

/** A person may have been muted in several conversations. @param {{entity: string, id: string, conversation_id?: string|null}} question */
const nameOf = ({ entity, id, conversation_id }) =>
  entity === 'membership' ? thingOf('membership', id, conversation_id) : id;

/** @param {Offer} offer @param {string} userId */
function questions({ entity, entity_id: id, conversation_id: home, message_id, row }, userId) {
  if (entity === 'membership' && row.changed_by === userId)
    return [{ entity, id, conversation_id: home, version: row.version }];
  if (UNASKED.includes(entity)) return [];
  const changed_at = row.deleted_at ?? row.edited_at;
  const { conversation_id, created_at } = row;
  const age = entity === 'message' ? { conversation_id, created_at } : {};
  const own = { entity, id, version: row.version, ...age, ...(changed_at ? { changed_at } : {}) };
  // Whether the message of a reaction is there; asked first, so that an offer of the message itself replaces it.
  return message_id ? [{ entity: 'message', id: message_id }, own] : [own];
}
