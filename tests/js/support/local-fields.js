/** What a device keeps on its rows beside the server's object. @param {any} row */
export const withoutLocal = ({ local, base, era, uncounted_ordinal, peer_id, shown_by, changed_by, ...row }) => row;
