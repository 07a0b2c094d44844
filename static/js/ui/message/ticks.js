import { html, nothing } from 'lit-html';
import { statusIcon } from '../icon.js';
import { words } from '../words.js';

/** @typedef {'sending'|'sent'|'delivered'|'read'|'failed'} Status */

/** @type {Record<Status, string>} */
const PICTURES = { sending: 'clock', sent: 'tick', delivered: 'ticks', read: 'ticks', failed: 'alert' };

/** How far one's own message has come, as a small picture with its word. @param {Status|null} status */
export const ticks = (status) =>
  status
    ? html`${statusIcon(PICTURES[status], 'ticks', status)}<span class="visually-hidden">${words.message.status[status]}</span>`
    : nothing;
