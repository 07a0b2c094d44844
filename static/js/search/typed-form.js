/** How a filter is typed. Apart from what reads it: the list of conversations, which is always there, only leaves it out. */
export const TYPED = /(?:^|\s)(in|from|has|before|after):(?:"([^"]*)"|(\S+))/giu;

/** What somebody asks for by name. @param {string} text */
export const withoutFilters = (text) => text.replace(TYPED, '').trim();
