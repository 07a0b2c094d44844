import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';

/** An IndexedDB that lives in this page alone and ends with it: for the mode in which nothing may stay on the device. */
export const inMemory = () => ({ indexedDB: /** @type {any} */ (new IDBFactory()), IDBKeyRange });
