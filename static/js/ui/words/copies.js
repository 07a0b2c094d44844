/** Words of exporting and importing. */
import { counted, listed } from './forms.js';

/** @param {number} part 0 to 1 */
const percent = (part) => `${Math.floor(part * 100)} %`;

export const copies = {
  title: 'Export and import',
  hint: 'A zip file with all that this device holds, and a page in it to read everything without QuChat. Whoever has the file can read it.',
  export: 'Export everything',
  import: 'Import…',
  file: 'Export to import',
  progress: 'Progress',
  /** @param {Date} date */
  fileName: (date) => `quchat-${date.toISOString().slice(0, 10)}.zip`,
  /** @param {number} part */
  exporting: (part) => `Exporting… ${percent(part)}`,
  /** @param {number} part */
  importing: (part) => `Importing… ${percent(part)}`,
  exported: 'Exported. The file is among your downloads.',
  /** @param {{messages: number, unsent: number, drafts: number}} imported */
  imported: ({ messages, unsent, drafts }) => {
    const parts = [
      ...(messages ? [counted(messages, 'message', 'messages')] : []),
      ...(unsent ? [counted(unsent, 'unsent change', 'unsent changes')] : []),
      ...(drafts ? [counted(drafts, 'draft', 'drafts')] : []),
    ];
    return parts.length > 0 ? `Imported: ${listed(parts)}.` : 'Everything in it was here already.';
  },
  /** @type {Record<import('../../storage/archive/unreadable.js').Reason, (whose: string) => string>} */
  refused: {
    'other-file': () => 'This is not an export of QuChat. Nothing was changed.',
    damaged: () => 'This file is damaged: it was cut or changed on its way. Nothing was changed.',
    hostile: () => 'This file is not what an export looks like, and could do harm. Nothing was changed.',
    newer: () => 'This export was made by a newer QuChat. Reload to get it, then try again. Nothing was changed.',
    'other-account': (whose) =>
      `This export belongs to ${whose || 'another account'}. It can’t be taken into yours; to read it, unpack the file and open “conversations.html”.`,
    'other-server': (whose) =>
      `This export comes from another QuChat${whose ? `, ${whose}` : ''}. It can’t be taken in here; to read it, unpack the file and open “conversations.html”.`,
    'too-early': () => 'Your conversations have not been fetched yet. Try again when you’re online.',
  },
  failed: {
    exporting: 'The export did not work. Please try again.',
    importing: 'The import did not work. Nothing was changed. Please try again.',
  },
};
