/**
 * Doors to what is not on the first screen. A part comes when its door is first opened; the service worker holds it
 * for when there is no network.
 */

/** @import { ConversationView } from '../db/conversations.js' */
/** @import { Attachment, StoredMessage } from '../types.js' */
import { showProblem } from './start-screen.js';
import { showToast } from './toast.js';
import { words } from './words.js';

/**
 * @template T
 * @param {Promise<T>} loading @param {(part: T) => unknown} use
 */
async function open(loading, use) {
  try {
    await use(await loading);
  } catch (error) {
    console.error(error);
    showToast(words.failed);
  }
}

/** So long after the start the first screen has settled, and the rest may come unasked. */
const SETTLED = 5000;

/** Fetches the parts in a quiet moment, so that the first dialog opens as quickly as the second. */
export function fetchTheRest() {
  const fetchAll = () =>
    Promise.all([
      import('./conversation.js'),
      import('./conversation-menu.js'),
      import('./message-menu.js'),
      import('./members.js'),
      import('./jump-to-date.js'),
      import('./contacts.js'),
      import('./contexts.js'),
      import('./new-conversation.js'),
      import('./settings.js'),
      import('./search-results.js'),
      import('./lightbox.js'),
      import('./voice-recorder.js'),
    ]).catch(() => undefined); // each is asked for again when it is needed
  setTimeout(() => (globalThis.requestIdleCallback ?? setTimeout)(fetchAll), SETTLED);
}

/** @param {(part: typeof import('./opening-trouble.js')) => void} use */
export const openingTrouble = (use) => import('./opening-trouble.js').then(use, () => showProblem(words.noStorage));

/**
 * What this device keeps stays within bounds, and safe; what an older QuChat left in this browser is taken over.
 * @param {Parameters<typeof import('../storage/keeper.js').keepTidy>[0]} store
 */
export async function keepStorageTidy(store) {
  if (store.inMemory) return;
  try {
    (await import('../storage/keeper.js')).keepTidy(store);
    const { databaseNames, isOld } = await import('../storage/take-over/old-names.js');
    if ((await databaseNames()).some(isOld)) (await import('./take-over.js')).offerTakeOver();
  } catch (error) {
    console.warn(error);
  }
}

/** The open conversation with all that reads and writes it: not needed for the list, and the larger half. @param {() => void} ready */
export const loadConversation = (ready) => open(import('./conversation.js'), ready);

/** The search through messages, when somebody is about to search. @param {(part: typeof import('./search-results.js')) => void} ready */
export const loadSearch = (ready) => open(import('./search-results.js'), ready);

/** @param {import('./settings.js').Section} [section] */
export const openSettings = (section) => open(import('./settings.js'), (part) => part.openSettings(section));

/** @param {import('../types.js').SyncMode} mode */
export const openModeSwitch = (mode) =>
  open(import('./mode-switch.js'), (part) => part.switchMode(mode, { insisted: true }));

export const openContexts = () => open(import('./contexts.js'), (part) => part.openContexts());

/** @param {string} id */
export const openContextReader = (id) => open(import('./context-reader.js'), (part) => part.openContextReader(id));

/** @param {Parameters<typeof import('./context-editor.js').openContextEditor>[0]} how */
export const openContextEditor = (how) => open(import('./context-editor.js'), (part) => part.openContextEditor(how));

/** @param {string} conversationId */
export const openContextPicker = (conversationId) =>
  open(import('./context-picker.js'), (part) => part.openContextPicker(conversationId));

/** @param {string} conversationId */
export const openConversationContexts = (conversationId) =>
  open(import('./conversation-contexts.js'), (part) => part.openConversationContexts(conversationId));

export const openContacts = () => open(import('./contacts.js'), (part) => part.openContacts());

export const openNewConversation = () => open(import('./new-conversation.js'), (part) => part.openNewConversation());

export const openShortcuts = () => open(import('./shortcuts.js'), (part) => part.openShortcuts());

export const openInvite = () => open(import('./invite.js'), (part) => part.openInvite());

/** @param {string} conversationId */
export const openMembers = (conversationId) => open(import('./members.js'), (part) => part.openMembers(conversationId));

/** @param {import('../types.js').StoredConversation} conversation */
export const openJumpToDate = (conversation) =>
  open(import('./jump-to-date.js'), (part) => part.openJumpToDate(conversation));

/** @param {StoredMessage} message */
export const openEditHistory = (message) => open(import('./edit-history.js'), (part) => part.openEditHistory(message));

/** @param {StoredMessage} message */
export const openReport = (message) => open(import('./report-message.js'), (part) => part.openReport(message));

/** @param {string} id */
export const removeAsModerator = (id) => open(import('./remove-message.js'), (part) => part.removeAsModerator(id));

/** @param {string} conversationId */
export const openReports = (conversationId) => open(import('./reports.js'), (part) => part.openReports(conversationId));

/** What moderators have told one. It may wait until the conversations stand. */
export const showNotices = () => void import('./notices.js').catch((error) => console.warn(error));

/** @param {StoredMessage} message */
export const openReadBy = (message) => open(import('./read-by.js'), (part) => part.openReadBy(message));

/** @param {Element} anchor @param {ConversationView} view */
export const openConversationMenu = (anchor, view) =>
  open(import('./conversation-menu.js'), (part) => part.openConversationMenu(anchor, view));

/** @param {Parameters<typeof import('./message-menu.js').openMessageMenu>} details */
export const openMessageMenu = (...details) =>
  open(import('./message-menu.js'), (part) => part.openMessageMenu(...details));

/** @param {string} [thing] the one to begin with */
export const openConflicts = (thing) => open(import('./conflicts.js'), (part) => part.openConflicts(thing));

/** @param {Attachment[]} pictures @param {number} index @param {string} conversationId @param {HTMLElement} opener */
export const openLightbox = (pictures, index, conversationId, opener) =>
  open(import('./lightbox.js'), (part) => part.openLightbox(pictures, index, conversationId, opener));

/** @param {(part: typeof import('./voice-recorder.js')) => void} use */
export const loadRecorder = (use) => open(import('./voice-recorder.js'), use);

/** What was being recorded when a page went. @param {(part: typeof import('./recording.js')) => void} use */
export const loadRecording = (use) => open(import('./recording.js'), use);

export const openOutbox = () => open(import('./outbox.js'), (part) => part.openOutbox());
