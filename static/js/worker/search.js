/** @import { Search } from '../search/service.js' */
import * as library from 'dexie';
import { createSearch } from '../search/service.js';

/**
 * The thread in which messages are searched. Messages to it: `open` with the database's name, `ask` with a question.
 */

/** @type {Promise<Search>|null} */
let search = null;

/** @param {string} name of the database */
async function open(name) {
  // Without a schema it opens what is there, whatever its version, and never makes an empty one after a sign-out.
  const db = /** @type {import('../types.js').QuChatDB} */ (new library.Dexie(name));
  db.on('versionchange', () => {
    db.close();
    close();
    return false;
  });
  await db.open();
  return createSearch(db, library, (found) => postMessage({ type: 'found', found }));
}

addEventListener('message', async ({ data }) => {
  if (data.type === 'open') search = open(data.database);
  else if (data.type === 'ask') await (await search)?.ask(data.question);
});

// The page then searches by itself (search/client.js).
addEventListener('unhandledrejection', ({ reason }) => {
  postMessage({ type: 'failed', reason: String(reason) });
  close();
});
