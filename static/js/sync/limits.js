import { remembered } from './remembered.js';

/** What the server takes unless it has said otherwise. */
const USUAL_LIMIT = 100 * 1024 * 1024;

/** How large one file may be, in bytes, as the server said last. */
export const fileLimit = () => remembered()?.limits?.upload_bytes ?? USUAL_LIMIT;

/** How many days messages are kept here unless a conversation says otherwise, and at most; null: for good. */
export const retentionHere = () => remembered()?.retention ?? { days: null, max_days: null };

/** Whether the server makes cards of the pages that messages link to, as it said last. */
export const makesLinkPreviews = () => remembered()?.link_previews ?? true;
