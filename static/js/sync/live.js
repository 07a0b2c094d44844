/** @import { Presence, Store } from '../types.js' */
import { observable } from '../lib/observable.js';

/**
 * What is shown for a moment and never stored: who is typing, who is there. Every tab says what it wants; the leader's
 * hub asks the server for all of them together.
 */

/** A person who stops without saying so stops typing after this. */
const TYPING_ENDS = 6_000;
const SAY_AGAIN = 3_000;

const typing = observable(/** @type {Map<string, Set<string>>} */ (new Map()));
const presence = observable(/** @type {Map<string, Presence>} */ (new Map()));
const wish = {
  tab: '',
  chats: /** @type {string[]} */ ([]),
  watched: /** @type {string[]} */ ([]),
  presence: 'active',
};

/** @type {(type: string, data: any) => void} */
let send = () => {};
let userId = '';

/** Connects this tab to the leader. @param {Store} store @param {string} tab @param {typeof send} sender */
export function attachLive(store, tab, sender) {
  send = sender;
  userId = store.userId;
  wish.tab = tab;
  tellWishes();
  return () => {
    send('bye', { tab });
    send = () => {};
  };
}

/** Says again what this tab wants, to a new leader. */
export const tellWishes = () => send('wish', wish);

/** Hear the typing in a conversation, and be heard. @param {string} conversationId */
export function joinChat(conversationId) {
  wish.chats = [...new Set([...wish.chats, conversationId])];
  tellWishes();
}

/** @param {string} conversationId */
export function leaveChat(conversationId) {
  wish.chats = wish.chats.filter((id) => id !== conversationId);
  tellWishes();
}

/** Whose presence is shown, replacing the last list. @param {string[]} userIds */
export function watchPresence(userIds) {
  wish.watched = [...new Set(userIds)];
  tellWishes();
}

/** Whether somebody sits at this tab. @param {'active'|'idle'} state */
export function setPresence(state) {
  wish.presence = state;
  tellWishes();
}

/** @type {Map<string, number>} */
const said = new Map();

/** May be called at every key; it is said every three seconds at most. @param {string} conversationId @param {boolean} active */
export function sendTyping(conversationId, active) {
  const last = said.get(conversationId);
  if (active ? last && Date.now() - last < SAY_AGAIN : !last) return;
  if (active) said.set(conversationId, Date.now());
  else said.delete(conversationId);
  send('say-typing', { conversation_id: conversationId, active });
}

/** @type {Map<string, any>} */
const endings = new Map();

/** @param {{conversation_id: string, user_id: string, active: boolean}} event */
export function heardTyping({ conversation_id, user_id, active }) {
  if (user_id === userId) return;
  const key = `${conversation_id}/${user_id}`;
  clearTimeout(endings.get(key));
  endings.delete(key);
  if (active) {
    endings.set(
      key,
      setTimeout(() => heardTyping({ conversation_id, user_id, active: false }), TYPING_ENDS),
    );
  }
  const next = new Map(typing.get());
  const people = new Set(next.get(conversation_id));
  if (active) people.add(user_id);
  else people.delete(user_id);
  if (people.size > 0) next.set(conversation_id, people);
  else next.delete(conversation_id);
  typing.set(next);
}

/** @param {{users: (Presence & {user_id: string})[]}} event */
export function heardPresence({ users }) {
  presence.set(
    new Map([...presence.get(), ...users.map(({ user_id, ...rest }) => /** @type {const} */ ([user_id, rest]))]),
  );
}

/** Without a connection nobody is known to be there. */
export function forgetLive() {
  typing.set(new Map());
  presence.set(new Map());
}

/** `fn` gets who types, by conversation. */
export const subscribeTyping = typing.subscribe;
/** `fn` gets who is there, by user. */
export const subscribePresence = presence.subscribe;
