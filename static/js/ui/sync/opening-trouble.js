/** @import { Session } from '../../types.js' */
import { isQuota } from '../../db/quota.js';
import { databaseName, removeDatabase } from '../../db/schema.js';
import { confirm } from '../confirm.js';
import { showProblem } from '../start-screen.js';
import { opening } from '../words/opening.js';
import { words } from '../words.js';

/** What these names tell is that the browser keeps nothing here at all: private windows, settings. */
const NO_STORAGE = ['MissingAPIError', 'InvalidStateError', 'SecurityError', 'NotAllowedError'];

/**
 * The database can't be opened: says why, and offers what helps.
 * @param {any} error @param {Session|null} session whose database it is
 */
export function showOpeningTrouble(error, session) {
  if (error?.code === 'outdated' || error?.name === 'VersionError') return showProblem(words.tooNew);
  if (!session || NO_STORAGE.includes(error?.name)) return showProblem(words.noStorage);
  const erase = { label: opening.erase, run: () => eraseAndFetch(session) };
  showProblem(isQuota(error) ? opening.full : opening.damaged, [erase]);
}

/** An older tab holds up the upgrade of the database. */
export const showBlocked = () => showProblem(opening.blocked);

/** @param {Session} session */
async function eraseAndFetch(session) {
  if (!(await confirm(opening.eraseAsk, opening.erase))) return;
  await removeDatabase(databaseName(session));
  location.reload();
}
