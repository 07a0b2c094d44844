/** @import { Store } from '../types.js' */
import { databaseName } from '../db/schema.js';

import { uuid7 } from '../lib/uuid.js';

const alone = uuid7();

/** What the tabs of one database call each other by. One in memory belongs to this tab alone. @param {Store} store */
export const channelName = (store) => `quchat:${databaseName(store)}${store.inMemory ? `:${alone}` : ''}`;
