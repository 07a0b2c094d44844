/** @import { Store } from '../types.js' */
import { databaseName } from '../db/schema.js';

/** What the tabs of one database call each other by. @param {Store} store */
export const channelName = (store) => `quchat:${databaseName(store)}`;
