/** @import { ConversationView } from '../../db/conversations.js' */
import { addContact, listContacts } from '../../db/contacts.js';
import { deleteConversation } from '../../db/conversations.js';
import { leaveConversation } from '../../db/memberships.js';
import { FOREVER } from '../../db/moderation.js';
import { setConversationSettings } from '../../db/settings.js';
import { confirm } from '../confirm.js';
import { context } from '../context.js';
import { openContextPicker, openConversationContexts, openJumpToDate, openReports } from '../lazy.js';
import { conversationName, isMuted, isNotes } from '../list/conversation-item.js';
import { openMenu } from '../menu.js';
import { closeConversation } from '../router.js';
import { showToast } from '../toast.js';
import { words } from '../words.js';
import { openMembers } from './members.js';

/** @param {Element} anchor @param {ConversationView} view */
export async function openConversationMenu(anchor, view) {
  const { conversation, settings, peer } = view;
  const group = conversation.kind === 'group';
  const contacts = await listContacts(context.store);
  const stranger = peer && !isNotes(view) && !contacts.some(({ contact }) => contact.contact_id === peer.id);
  const muted = isMuted(settings);
  const own = group ? await context.store.db.memberships.get([conversation.id, context.store.userId]) : undefined;
  const moderates = own?.role === 'owner' || own?.role === 'moderator';
  const items = [
    group && { label: words.conversation.showMembers, icon: 'people', run: () => openMembers(conversation.id) },
    moderates && { label: words.conversation.reports, icon: 'alert', run: () => openReports(conversation.id) },
    {
      label: words.conversation.contexts,
      icon: 'card',
      run: () => openConversationContexts(conversation.id),
    },
    {
      label: words.conversation.addContext,
      icon: 'plus',
      run: () => openContextPicker(conversation.id),
    },
    { label: words.conversation.search, icon: 'search', run: () => dispatchEvent(new CustomEvent('quchat:find')) },
    stranger && {
      label: words.conversation.addContact,
      icon: 'person-add',
      run: () => addContact(context.store, { user: peer }),
    },
    {
      label: words.conversation.jumpToDate,
      icon: 'history',
      run: () => openJumpToDate(conversation),
    },
    {
      label: muted ? words.conversation.unmute : words.conversation.mute,
      icon: muted ? 'bell' : 'bell-off',
      run: () => setConversationSettings(context.store, conversation.id, { muted_until: muted ? null : FOREVER }),
    },
    {
      label: settings.archived ? words.conversation.unarchive : words.conversation.archive,
      icon: 'archive',
      run: () => archive(view, !settings.archived),
    },
    null,
    group
      ? { label: words.conversation.leave, icon: 'sign-out', danger: true, run: () => leave(view) }
      : { label: words.conversation.hide, icon: 'trash', danger: true, run: () => hide(view) },
  ];
  openMenu(
    anchor,
    items.filter((item) => item === null || typeof item === 'object'),
    { label: words.conversation.options },
  );
}

/** @param {ConversationView} view @param {boolean} archived */
async function archive({ conversation }, archived) {
  await setConversationSettings(context.store, conversation.id, { archived });
  showToast(archived ? words.conversation.archived : words.conversation.unarchived, {
    action: {
      label: words.undo,
      run: () => setConversationSettings(context.store, conversation.id, { archived: !archived }),
    },
  });
  if (archived) closeConversation();
}

/** @param {ConversationView} view */
export async function leave(view) {
  if (!(await confirm(words.members.leaveAsk(conversationName(view)), words.members.leave, words.members.leaveDetail)))
    return;
  await leaveConversation(context.store, view.conversation.id);
  closeConversation();
}

/** @param {ConversationView} view */
async function hide({ conversation }) {
  await deleteConversation(context.store, conversation.id);
  closeConversation();
}
