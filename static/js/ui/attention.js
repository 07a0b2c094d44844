/** @import { ConversationView } from '../db/conversations.js' */
import { isMuted } from './list/conversation-item.js';

let title = 'QuChat';
let waiting = 0;

/** What the tab is called; how much is new stands before it. @param {string} name */
export function setTitle(name) {
  title = name;
  show();
}

/** How many conversations have something new, on the tab and on the application's icon; muted ones do not ask. @param {ConversationView[]} conversations */
export function showWaiting(conversations) {
  const count = conversations.filter((view) => view.unread > 0 && !isMuted(view.settings)).length;
  if (count === waiting) return;
  waiting = count;
  show();
  // Only installed applications have an icon to put it on.
  if (count > 0) navigator.setAppBadge?.(count).catch(() => undefined);
  else navigator.clearAppBadge?.().catch(() => undefined);
}

function show() {
  document.title = waiting > 0 ? `(${waiting}) ${title}` : title;
}
