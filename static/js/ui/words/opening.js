/** Words of when the database can't be opened. */
export const opening = {
  damaged:
    'What QuChat kept in this browser can’t be read any more. Trying again may help; if not, it can be erased and fetched again from the server.',
  full: 'This device’s storage is full. Free some space elsewhere and try again, or erase what QuChat keeps here and fetch the newest from the server.',
  blocked:
    'QuChat was updated, and an older one is still open in another tab. Close or reload that tab; this one goes on by itself.',
  erase: 'Erase and fetch again',
  eraseAsk:
    'Everything that reached the server comes back. What was not sent yet, and drafts, would be lost. Erase what this browser holds?',
};
