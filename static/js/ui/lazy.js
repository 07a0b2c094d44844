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
      import('./conversation/conversation.js'),
      import('./conversation/conversation-menu.js'),
      import('./message/message-menu.js'),
      import('./conversation/members.js'),
      import('./timeline/jump-to-date.js'),
      import('./people/contacts.js'),
      import('./contexts/contexts.js'),
      import('./conversation/new-conversation.js'),
      import('./settings/settings.js'),
      import('./search/results.js'),
      import('./files/lightbox.js'),
      import('./voice/voice-recorder.js'),
    ]).catch(() => undefined); // each is asked for again when it is needed
  setTimeout(() => (globalThis.requestIdleCallback ?? setTimeout)(fetchAll), SETTLED);
}

/** @param {(part: typeof import('./sync/opening-trouble.js')) => void} use */
export const openingTrouble = (use) =>
  import('./sync/opening-trouble.js').then(use, () => showProblem(words.noStorage));

/**
 * What this device keeps stays within bounds, and safe; what an older QuChat left in this browser is taken over.
 * @param {Parameters<typeof import('../storage/keeper.js').keepTidy>[0]} store
 */
export async function keepStorageTidy(store) {
  if (store.inMemory) return;
  try {
    (await import('../storage/keeper.js')).keepTidy(store);
    const { databaseNames, isOld } = await import('../storage/take-over/old-names.js');
    if ((await databaseNames()).some(isOld)) (await import('./sync/take-over.js')).offerTakeOver();
  } catch (error) {
    console.warn(error);
  }
}

/** The open conversation with all that reads and writes it: not needed for the list, and the larger half. @param {() => void} ready */
export const loadConversation = (ready) => open(import('./conversation/conversation.js'), ready);

/** The search through messages, when somebody is about to search. @param {(part: typeof import('./search/results.js')) => void} ready */
export const loadSearch = (ready) => open(import('./search/results.js'), ready);

/** @param {import('./settings/settings.js').Section} [section] */
export const openSettings = (section) => open(import('./settings/settings.js'), (part) => part.openSettings(section));

/** @param {import('../types.js').SyncMode} mode */
export const openModeSwitch = (mode) =>
  open(import('./settings/mode-switch.js'), (part) => part.switchMode(mode, { insisted: true }));

export const openContexts = () => open(import('./contexts/contexts.js'), (part) => part.openContexts());

/** @param {string} id */
export const openContextReader = (id) =>
  open(import('./contexts/context-reader.js'), (part) => part.openContextReader(id));

/** @param {Parameters<typeof import('./contexts/context-editor.js').openContextEditor>[0]} how */
export const openContextEditor = (how) =>
  open(import('./contexts/context-editor.js'), (part) => part.openContextEditor(how));

/** @param {string} conversationId */
export const openContextPicker = (conversationId) =>
  open(import('./contexts/context-picker.js'), (part) => part.openContextPicker(conversationId));

/** @param {string} conversationId */
export const openConversationContexts = (conversationId) =>
  open(import('./contexts/conversation-contexts.js'), (part) => part.openConversationContexts(conversationId));

export const openContacts = () => open(import('./people/contacts.js'), (part) => part.openContacts());

export const openNewConversation = () =>
  open(import('./conversation/new-conversation.js'), (part) => part.openNewConversation());

export const openShortcuts = () => open(import('./shortcuts.js'), (part) => part.openShortcuts());

export const openInvite = () => open(import('./conversation/invite.js'), (part) => part.openInvite());

/** @param {string} conversationId */
export const openMembers = (conversationId) =>
  open(import('./conversation/members.js'), (part) => part.openMembers(conversationId));

/** @param {import('../types.js').StoredConversation} conversation */
export const openJumpToDate = (conversation) =>
  open(import('./timeline/jump-to-date.js'), (part) => part.openJumpToDate(conversation));

/** @param {StoredMessage} message */
export const openEditHistory = (message) =>
  open(import('./message/edit-history.js'), (part) => part.openEditHistory(message));

/** @param {StoredMessage} message */
export const openReport = (message) =>
  open(import('./moderation/report-message.js'), (part) => part.openReport(message));

/** @param {string} id */
export const removeAsModerator = (id) =>
  open(import('./moderation/remove-message.js'), (part) => part.removeAsModerator(id));

/** @param {string} conversationId */
export const openReports = (conversationId) =>
  open(import('./moderation/reports.js'), (part) => part.openReports(conversationId));

/** What moderators have told one. It may wait until the conversations stand. */
export const showNotices = () => void import('./moderation/notices.js').catch((error) => console.warn(error));

/** @param {StoredMessage} message */
export const openReadBy = (message) => open(import('./message/read-by.js'), (part) => part.openReadBy(message));

/** @param {Element} anchor @param {ConversationView} view */
export const openConversationMenu = (anchor, view) =>
  open(import('./conversation/conversation-menu.js'), (part) => part.openConversationMenu(anchor, view));

/** @param {Parameters<typeof import('./message/message-menu.js').openMessageMenu>} details */
export const openMessageMenu = (...details) =>
  open(import('./message/message-menu.js'), (part) => part.openMessageMenu(...details));

/** @param {string} [thing] the one to begin with */
export const openConflicts = (thing) => open(import('./sync/conflicts.js'), (part) => part.openConflicts(thing));

/** @param {Attachment[]} pictures @param {number} index @param {string} conversationId @param {HTMLElement} opener */
export const openLightbox = (pictures, index, conversationId, opener) =>
  open(import('./files/lightbox.js'), (part) => part.openLightbox(pictures, index, conversationId, opener));

/** @param {(part: typeof import('./voice/voice-recorder.js')) => void} use */
export const loadRecorder = (use) => open(import('./voice/voice-recorder.js'), use);

/** What was being recorded when a page went. @param {(part: typeof import('./voice/recording.js')) => void} use */
export const loadRecording = (use) => open(import('./voice/recording.js'), use);

export const openOutbox = () => open(import('./sync/outbox.js'), (part) => part.openOutbox());
