/** @import { Store } from '../../types.js' */
import { databaseName } from '../../db/schema.js';
import { remembered } from '../../sync/remembered.js';

/**
 * Where a text waits that the database doesn't take any more (upgraded by another tab, erased, no room left, the page
 * about to go): in the tab itself, over a reload. Not once this person has signed out.
 * @typedef {{content: string, replyTo: string|null, editing: string|null}} Rescued
 */

/** @param {Store} store @param {string} conversationId */
const keyOf = (store, conversationId) => `quchat.rescued:${databaseName(store)}:${conversationId}`;

/** @param {Store} store @param {string} conversationId @param {Rescued} draft */
export function rescue(store, conversationId, draft) {
  if (remembered()) sessionStorage.setItem(keyOf(store, conversationId), JSON.stringify(draft));
}

/** @param {Store} store @param {string} conversationId @returns {Rescued|null} */
export function rescued(store, conversationId) {
  return JSON.parse(sessionStorage.getItem(keyOf(store, conversationId)) ?? 'null');
}

/** It is in the database now. @param {Store} store @param {string} conversationId */
export const forgetRescued = (store, conversationId) => sessionStorage.removeItem(keyOf(store, conversationId));
