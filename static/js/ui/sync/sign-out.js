import { signOut } from '../../sync/leaving.js';
import { context } from '../context.js';
import { signOut as question } from '../words/modes.js';
import { askAboutWaiting } from './waiting-dialog.js';

/** Signs out of this browser, if one means it. */
export async function openSignOut() {
  if (!(await askAboutWaiting(question))) return;
  const told = await signOut(context.store);
  // Without a network only our own page is there to open.
  location.assign(told ? '/sign-in?erased=here' : '/');
}
