/** @import { StoredMembership, StoredMessage, StoredUser } from '../../types.js' */
/** @import { ConversationView } from '../../db/conversations.js' */
/** @import { MessageView } from '../message/message.js' */
/** @import { Page } from './page.js' */
/** @import { MessageRow } from './rows.js' */
import { statusOf } from '../../db/messages.js';
import { personName } from '../../db/names.js';
import { context } from '../context.js';
import { shownPreview } from '../message/link-preview.js';
import { words } from '../words.js';

/** @typedef {{membership: StoredMembership, user: StoredUser|null, name: string}} Member */
/**
 * What messages are shown with.
 * @typedef {{page: Page, members: Map<string, Member>, focusedId: string, isOwn: (message: StoredMessage) => boolean}} Company
 */

/** Everything that a message shows. @param {MessageRow} row @param {Company} company @param {StoredMembership[]} memberships @returns {MessageView} */
export function messageView({ message, first, last }, company, memberships) {
  const { page, members, focusedId, isOwn } = company;
  const { id, sender_id, reply_to } = message;
  const quoted = page.quoted.get(reply_to ?? '') ?? null;
  return {
    message,
    first,
    last,
    own: isOwn(message),
    status: statusOf(message, memberships, context.store.userId),
    focusable: id === focusedId,
    author: {
      user: members.get(sender_id)?.user ?? page.people.get(sender_id) ?? null,
      name: nameIn(company, sender_id),
    },
    quoted: reply_to ? { message: quoted, name: quoted ? nameIn(company, quoted.sender_id) : '' } : null,
    reactions: page.reactions.get(id) ?? [],
    linkPreview: shownPreview(page.linkPreviews.get(id), message),
    contexts: message.deleted_at ? [] : titled(message.context_ids, page),
  };
}

/** @param {string[]} ids @param {Page} page */
const titled = (ids, { contexts }) => ids.map((id) => ({ id, title: contexts.get(id)?.title ?? null }));

/** @param {{page: Page|null, members: Map<string, Member>}} company @param {string} userId */
export const nameIn = ({ page, members }, userId) =>
  userId === context.store.userId
    ? words.you
    : members.get(userId)?.name || personName(page?.people.get(userId)) || words.unknownPerson;

/** Whether one may delete what others say. @param {ConversationView|null} view @param {Map<string, Member>} members */
export function moderates(view, members) {
  const role = members.get(context.store.userId)?.membership.role;
  return view?.conversation.kind === 'group' && (role === 'owner' || role === 'moderator');
}
