/** @import { StoredConversation } from '../../types.js' */
import { html } from 'lit-html';
import { firstHeldSince } from '../../db/moments.js';
import { fetchHistory } from '../../sync/history.js';
import { context } from '../context.js';
import { DialogView, openDialog } from '../dialog.js';
import { conversationHref } from '../router.js';
import { showToast } from '../toast.js';
import { jump } from '../words/jump.js';
import { words } from '../words.js';

/** Asks for a day, and goes to its first message. */
class JumpToDate extends DialogView {
  kind = 'small';
  dismissable = true;
  conversation = /** @type {StoredConversation} */ (/** @type {unknown} */ (null));

  heading() {
    return jump.title;
  }

  body() {
    return html`<form class="dialog-form" @submit=${this.onSubmit}>
      <div class="dialog-body">
        <div class="field">
          <label for="jump-date">${jump.date}</label>
          <input
            class="input"
            id="jump-date"
            name="date"
            type="date"
            required
            autofocus
            max=${dayOf(new Date())}
          />
        </div>
      </div>
      <div class="dialog-foot">
        <button class="button" type="button" @click=${() => this.close()}>${words.cancel}</button>
        <button class="button primary">${jump.go}</button>
      </div>
    </form>`;
  }

  /** @param {SubmitEvent} event */
  onSubmit = (event) => {
    event.preventDefault();
    const date = new FormData(/** @type {HTMLFormElement} */ (event.target)).get('date');
    this.close();
    // Without a zone it is midnight where the person is.
    goTo(this.conversation.id, new Date(`${date}T00:00`).toISOString());
  };
}
customElements.define('qu-jump-to-date', JumpToDate);

/** @param {StoredConversation} conversation */
export const openJumpToDate = (conversation) => openDialog(Object.assign(new JumpToDate(), { conversation }));

/** As a date field writes it, in the person's own days. @param {Date} date */
function dayOf(date) {
  const [year, month, day] = [date.getFullYear(), date.getMonth() + 1, date.getDate()];
  return `${year}-${`${month}`.padStart(2, '0')}-${`${day}`.padStart(2, '0')}`;
}

/** @param {string} id of the conversation @param {string} moment */
async function goTo(id, moment) {
  const { store } = context;
  const held = await firstHeldSince(store, id, moment);
  if (held?.certain) return show(id, held.ordinal);
  try {
    await fetchHistory(store, id, { around_time: moment });
    const found = await firstHeldSince(store, id, moment);
    const last = (await store.db.conversations.get(id))?.last_ordinal ?? 0;
    if (last > 0) show(id, found?.ordinal ?? last);
  } catch {
    showToast(held ? jump.offline : jump.nothing);
    if (held) show(id, held.ordinal);
  }
}

/** @param {string} id @param {number} ordinal */
function show(id, ordinal) {
  location.hash = conversationHref(id, ordinal);
}
