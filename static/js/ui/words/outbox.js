/** Words of what waits to be sent. */
import { counted } from './forms.js';

/** @typedef {import('../../db/waiting.js').Waiting} Waiting */

/** @param {string} name */
const group = (name) => name || 'the group';

/** @param {string} text */
const said = (text) => (text ? `: “${text}”` : '');

/** What one change does, in a line; by entity and op. @type {Object<string, (waiting: Waiting, fields: any) => string>} */
const CHANGES = {
  'message create': ({ where, text }) => `Message to ${where}${said(text)}`,
  'message update': ({ where, text }) => `Edit in ${where}${said(text)}`,
  'message delete': ({ where }) => `Delete a message in ${where}`,
  'reaction create': ({ where }, { emoji }) => `Reaction ${emoji} in ${where}`,
  'reaction delete': ({ where }, { emoji }) => `Take back ${emoji} in ${where}`,
  'conversation create': ({ where, kind }) => `${kind === 'direct' ? 'Conversation with' : 'New group'} ${where}`,
  'conversation update': ({ where, entry }, { title, description, posting, silenced_until }) =>
    title !== undefined
      ? `Rename ${group(/** @type {any} */ (entry?.before)?.title)} to “${title}”`
      : description !== undefined
        ? `Description of ${group(where)}${said(description)}`
        : posting !== undefined
          ? `Who may write in ${group(where)}: ${posting === 'moderators' ? 'only moderators' : 'everyone'}`
          : silenced_until !== undefined
            ? `${silenced_until ? 'Silence' : 'End the silence of'} ${group(where)}`
            : `How long messages are kept in ${group(where)}`,
  'conversation delete': ({ where, kind }) =>
    kind === 'direct' ? `Remove ${where} from the list` : `Delete ${group(where)} for everyone`,
  'membership create': ({ where, whom }) => `Add ${whom || 'yourself'} to ${group(where)}`,
  'membership update': ({ where, whom }, { role, banned, silenced_until }) =>
    banned !== undefined
      ? `${banned ? 'Ban' : 'Lift the ban of'} ${whom} ${banned ? 'from' : 'in'} ${group(where)}`
      : silenced_until !== undefined
        ? `${silenced_until ? 'Mute' : 'Unmute'} ${whom} in ${group(where)}`
        : `Make ${whom || 'yourself'} ${role === 'member' ? 'a member' : role === 'owner' ? 'an owner' : 'a moderator'} of ${group(where)}`,
  'membership delete': ({ where, whom }) => (whom ? `Remove ${whom} from ${group(where)}` : `Leave ${group(where)}`),
  'settings set': ({ where }, { archived, muted_until }) =>
    archived !== undefined
      ? `${archived ? 'Archive' : 'Move out of the archive:'} ${where}`
      : muted_until !== undefined
        ? `${muted_until ? 'Mute' : 'Unmute'} ${where}`
        : `Notifications of ${where}`,
  'contact create': ({ whom }) => `Add ${whom} to your contacts`,
  'contact update': ({ whom }, { nickname }) => `Nickname of ${whom}${said(nickname)}`,
  'contact delete': ({ whom }) => `Remove ${whom} from your contacts`,
  'user update': () => 'Your profile',
  'report create': ({ where }) => `Report of a message in ${where}`,
  'notice delete': () => 'Put a notice away',
  'link_preview delete': ({ where }) => `Remove a preview in ${where}`,
  'preferences set': (_waiting, { link_previews }) => `Link previews ${link_previews ? 'on' : 'off'}`,
  'context create': ({ whom }) => `New context “${whom}”`,
  'context update': ({ whom }, { is_favorite, ...rest }) =>
    Object.keys(rest).length > 0
      ? `Edit of the context “${whom}”`
      : `${is_favorite ? 'Favourite' : 'No favourite any more'}: “${whom}”`,
  'context set': ({ whom }) => `Use of the context “${whom}”`,
  'context delete': ({ whom }) => `Delete the context “${whom}”`,
  'conversation_context create': ({ where, whom }) => `Attach “${whom}” to ${where}`,
  'conversation_context delete': ({ where, whom }) => `Take “${whom}” away from ${where}`,
};

export const outbox = {
  title: 'Waiting to be sent',
  none: 'Nothing waits. Everything has reached the server.',
  /** @param {number} count */
  more: (count) => `And ${counted(count, 'further change', 'further changes')}.`,
  retry: 'Retry',
  retryAll: 'Retry all',
  discard: 'Discard',
  /** @param {string} label */
  retryNamed: (label) => `Retry ${label}`,
  /** @param {string} label */
  discardNamed: (label) => `Discard ${label}`,
  review: 'Review',
  /** @param {Waiting} waiting @param {string} text shortened */
  what: (waiting, text) => {
    const { entry, message } = waiting;
    const key = entry ? `${entry.entity} ${entry.op}` : `message ${message?.local?.op ?? 'create'}`;
    return CHANGES[key]?.({ ...waiting, text }, entry?.fields ?? {}) ?? key;
  },
  waiting: { online: 'Waits its turn', offline: 'Waits for the network', local: 'Stays on this device for now' },
  sending: 'Being sent',
  /** @param {string} moment */
  later: (moment) => `Put off until ${moment}`,
  refused: 'Not accepted.',
  /** Why the server refused, by code; else its own words. @type {Object<string, string>} */
  reasons: {
    not_found: 'It is gone, or you are no longer a member.',
    forbidden: 'You may not do this.',
    version_conflict: 'It was changed somewhere else at the same time.',
    rate_limited: 'The server asks to slow down.',
    read_only: 'The server can’t save anything right now.',
    internal: 'Something went wrong on the server.',
    file_gone: 'A file of it is not on this device any more.',
  },
  back: 'The text is back in the draft.',
  discarded: 'Discarded',
  discardAsk: 'Discard this change?',
  discardGroupAsk: 'Discard this group?',
  groupDetail: 'What was written in it stays as a draft.',
  kept: 'Kept texts',
  /** @param {string} name */
  keptFrom: (name) => (name ? `From ${name}, where you are no longer a member` : 'From a conversation that is gone'),
  copy: 'Copy text',
  /** @param {number} count */
  saveFiles: (count) => (count === 1 ? 'Save file' : 'Save files'),
};
