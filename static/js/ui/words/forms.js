/** @param {number} count @param {string} one @param {string} many */
export const counted = (count, one, many) => `${count.toLocaleString('en')} ${count === 1 ? one : many}`;

/** "Ada", "Ada and Ben", "Ada, Ben and Chi" @param {string[]} names */
export const listed = (names) => new Intl.ListFormat('en', { type: 'conjunction' }).format(names);
