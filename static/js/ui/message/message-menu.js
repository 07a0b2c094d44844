/** @import { StoredMessage } from '../../types.js' */
/** @import { ReactionGroup } from '../../db/reactions.js' */
import { openMenu } from '../menu.js';
import { words } from '../words.js';

/** What most reactions are. */
export const QUICK = ['👍', '❤️', '😂', '🎉', '😮', '🙏'];

/**
 * Everything one can do with a message.
 * @param {Element} anchor @param {{message: StoredMessage, own: boolean, canDelete: boolean, reactions: ReactionGroup[],
 *   hasPreview: boolean}} of
 * @param {{react: (emoji: string) => void, pick: () => void, reply: () => void, edit: () => void, copy: () => void, keep: () => void,
 *   copyLink: () => void, history: () => void, readBy: () => void, removePreview: () => void, report: () => void,
 *   remove: () => void}} actions
 * @param {{x: number, y: number}|null} [point]
 */
export function openMessageMenu(anchor, { message, own, canDelete, reactions, hasPreview }, actions, point = null) {
  const mine = new Set(reactions.filter((group) => group.mine).map(({ emoji }) => emoji));
  const sent = message.ordinal !== null;
  const items = [
    { label: words.message.reply, icon: 'reply', run: actions.reply },
    own && { label: words.message.edit, icon: 'edit', run: actions.edit },
    message.content !== '' && { label: words.message.copy, icon: 'copy', run: actions.copy },
    message.content.trim() !== '' && { label: words.message.keep, icon: 'card', run: actions.keep },
    sent && { label: words.message.copyLink, icon: 'link', run: actions.copyLink },
    own && sent && { label: words.message.readBy, icon: 'seen', run: actions.readBy },
    Boolean(message.edited_at) && { label: words.message.history, icon: 'history', run: actions.history },
    canDelete && hasPreview && { label: words.message.removePreview, icon: 'close', run: actions.removePreview },
    !own && sent && { label: words.message.report, icon: 'alert', run: actions.report },
    canDelete && null,
    canDelete && {
      label: own ? words.message.delete : words.message.remove,
      icon: 'trash',
      danger: true,
      run: actions.remove,
    },
  ];
  openMenu(
    anchor,
    items.filter((item) => item === null || typeof item === 'object'),
    {
      label: words.message.actions,
      point,
      emoji: QUICK.map((emoji) => ({ emoji, label: emoji, checked: mine.has(emoji), run: () => actions.react(emoji) })),
      more: { label: words.message.react, run: actions.pick },
    },
  );
}
