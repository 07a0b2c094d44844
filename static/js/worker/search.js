/** @import { Search } from '../search/service.js' */
import { createSearch } from '../search/service.js';

/**
 * The thread in which messages are searched. Import maps don't apply in workers, so the page says where Dexie is.
 * Messages to it: `open` with the database's name, `ask` with a question.
 */

/** @type {Promise<Search>|null} */
let search = null;

/** @param {{database: string, dexie: string}} where */
async function open({ database, dexie }) {
  const library = await import(dexie);
  const { Dexie } = library;
  // Without a schema it opens what is there, whatever its version, and never makes an empty one after a sign-out.
  const db = new Dexie(database);
  db.on('versionchange', () => {
    db.close();
    close();
    return false;
  });
  await db.open();
  return createSearch(db, library, (found) => postMessage({ type: 'found', found }));
}

addEventListener('message', async ({ data }) => {
  if (data.type === 'open') search = open(data);
  else if (data.type === 'ask') await (await search)?.ask(data.question);
});

// The page then searches by itself (search/client.js).
addEventListener('unhandledrejection', ({ reason }) => {
  postMessage({ type: 'failed', reason: String(reason) });
  close();
});
