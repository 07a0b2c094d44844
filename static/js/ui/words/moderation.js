/** Words of reporting, muting, banning, removing, and of how long messages are kept. */
import { counted } from './forms.js';

/** @type {Object<string, string>} */
const OUTCOMES = {
  dismissed: 'It was found to be all right.',
  removed: 'The message was removed.',
  warned: 'Its author was warned.',
  muted: 'Its author may not write for a while.',
  banned: 'Its author may not come back.',
};

export const report = {
  title: 'Report message',
  what: 'What is wrong with it?',
  /** @type {Record<'spam'|'abuse'|'unsafe'|'other', string>} */
  reasons: {
    spam: 'Advertising or spam',
    abuse: 'Insults, bullying or hate',
    unsafe: 'Dangerous, or somebody needs help',
    other: 'Something else',
  },
  comment: 'What should they know? (optional)',
  group:
    'It goes to the moderators of this group and to the administrators, with the message as it is now and your name. The author is not told who reported it. You are told what came of it.',
  direct:
    'It goes to the administrators, with this one message as it is now and your name; they see nothing else of the conversation. The author is not told who reported it. You are told what came of it.',
  send: 'Report',
  sent: 'Reported. You’ll be told what came of it.',
};

export const removal = {
  question: 'Remove this message?',
  detail: 'Everyone sees that a moderator removed it. Its author is told which one it was, and your reason.',
  remove: 'Remove',
};

export const sanctions = {
  mute: 'Mute…',
  /** @param {string} name */
  muteAsk: (name) => `Mute ${name}?`,
  muteDetail: 'They can still read, but not write, edit or react. Everyone in the group is told, with the reason.',
  muteDo: 'Mute',
  unmute: 'Let write again',
  ban: 'Ban from group…',
  /** @param {string} name */
  banAsk: (name) => `Ban ${name} from the group?`,
  banDetail:
    'They leave the group and lose its messages, and nobody can add or invite them until the ban is lifted. They and the group are told, with the reason.',
  banDo: 'Ban',
  banned: 'Banned',
  lift: 'Lift ban',
  /** @param {string} name */
  liftOf: (name) => `Lift the ban of ${name}`,
  reason: 'Reason',
  reasonOptional: 'Reason (optional)',
  until: 'For how long',
  /** @type {Record<'hour'|'day'|'week'|'good', string>} */
  durations: { hour: 'An hour', day: 'A day', week: 'A week', good: 'Until somebody lifts it' },
  /** @param {string|null} until */
  muted: (until) => (until ? `Muted until ${until}` : 'Muted'),
};

export const rules = {
  silence: 'Silence the group',
  silenceHint: 'For a while only moderators write; everyone can read and react.',
  everyone: 'Everyone may write',
  /** @param {string|null} until */
  silenced: (until) => (until ? `Only moderators, until ${until}` : 'Only moderators, until somebody lifts it'),
  /** @type {Record<'hour'|'day'|'week'|'good', string>} */
  durations: {
    hour: 'Only moderators for an hour',
    day: 'Only moderators for a day',
    week: 'Only moderators for a week',
    good: 'Only moderators until somebody lifts it',
  },
  keep: 'Keep messages',
  keepHint: 'Older ones go for good, on the server and on every device. What is not sent yet stays.',
  /** @param {number|null} days what holds where nothing is chosen */
  usual: (days) => `As usual here (${days ? counted(days, 'day', 'days') : 'for good'})`,
  /** @param {number} days 0: for good */
  period: (days) => (days === 0 ? 'For good' : counted(days, 'day', 'days')),
  shorten: 'Let older messages go?',
  /** @param {number} days */
  shortenDetail: (days) =>
    `Messages older than ${counted(days, 'day', 'days')} are removed for good, on every device. Nobody can bring them back.`,
  shortenDo: 'Let them go',
};

export const reports = {
  title: 'Reports',
  none: 'Nothing waits here. What members report appears in this list.',
  offline: 'Reports are kept on the server, which can’t be reached now. They appear here as soon as it can.',
  asTheyWere:
    'The server can’t be reached now. These are the reports as they were; they can be decided once it is back.',
  notDecided: 'Nothing was decided: the server can’t be reached now.',
  /** @param {string} name */
  by: (name) => `Reported by ${name}`,
  unverified: 'The message was deleted before the report arrived. This is what the reporter saw.',
  /** @param {number} count */
  files: (count) => counted(count, 'file', 'files'),
  show: 'Show in conversation',
  dismiss: 'Dismiss',
  warn: 'Warn…',
  warnAsk: 'Warn the author?',
  warnDetail: 'They are told what you write here, beside the message it is about.',
  warnDo: 'Warn',
  done: 'Done. Whoever reported it is told.',
};

export const notices = {
  title: 'Notices',
  putAway: 'OK',
  review: 'Review',
  /** @param {string} reason */
  reason: (reason) => `Reason: ${reason}`,
  /** @type {Record<string, (title: string, content: string) => string>} */
  said: {
    reported: (title) => (title ? `A message in “${title}” was reported.` : 'A message was reported.'),
    report_resolved: (title, content) =>
      `${title ? `Your report in “${title}” was looked at.` : 'Your report was looked at.'} ${OUTCOMES[content] ?? ''}`,
    warned: (title) => (title ? `A warning about your message in “${title}”:` : 'A warning about your message:'),
    removed: (title) => (title ? `A moderator removed your message in “${title}”.` : 'Your message was removed.'),
    banned: (title) => `You were banned from “${title}”.`,
  },
};
