/** @import { Account, Found } from '../../storage/take-over/take-over.js' */
import { html } from 'lit-html';
import { getMeta } from '../../db/meta.js';
import { isUnsent } from '../../storage/take-over/shapes.js';
import { findOldDatabases, removeOldDatabase, takeOver } from '../../storage/take-over/take-over.js';
import { context } from '../context.js';
import { DialogView, openDialog } from '../dialog.js';
import { download } from '../files/download.js';
import { live } from '../live-query.js';
import { showToast } from '../toast.js';
import { takeOver as words } from '../words/take-over.js';
import { words as common } from '../words.js';

/** Asks before an older database is taken over; what has no place here is given to the person first. */
class TakeOver extends DialogView {
  kind = 'small';
  /** @type {Found|null} */
  found = null;
  /** What became of it, when something is left. @type {Account|null} */
  account = null;

  heading() {
    return words.title;
  }

  body() {
    const { rows } = /** @type {Found} */ (this.found);
    const unsent = rows.messages.filter(isUnsent).length + rows.queue.length;
    const counts = {
      messages: rows.messages.length,
      unsent,
      drafts: rows.drafts.length,
      contacts: rows.contacts.length,
    };
    return html`<div class="dialog-body">
        ${
          this.account
            ? html`<p role="status">${words.left(this.account.left.length)}</p>`
            : html`<p>${words.holds(counts)}</p>
                <p>${words.explain}</p>`
        }
      </div>
      <div class="dialog-foot">
        <button class="button" autofocus @click=${() => this.close()}>${words.notNow}</button>
        <button class="button primary" @click=${() => this.onNext()}>${this.account ? words.save : words.start}</button>
      </div>`;
  }

  async onNext() {
    const { store } = context;
    const found = /** @type {Found} */ (this.found);
    try {
      const account = this.account ?? (await takeOver(store, found));
      if (account.left.length > 0 && !this.account) {
        this.account = account;
        return this.paint();
      }
      if (this.account) download(new Blob([JSON.stringify(account.left, null, 2)]), words.file);
      await removeOldDatabase(store, found, account);
      this.close();
      showToast(words.done(account));
    } catch (error) {
      console.warn(error);
      showToast(common.failed);
    }
  }
}
customElements.define('qu-take-over', TakeOver);

/** Looks for older databases once it is known which conversations there are, and offers to take one's own over. */
export function offerTakeOver() {
  const { store } = context;
  const end = live(
    () => getMeta(store, 'epoch'),
    async (epoch) => {
      if (!epoch) return;
      end();
      const found = (await findOldDatabases(store)).find(({ ours }) => ours);
      if (!found) return;
      const look = () => void openDialog(Object.assign(new TakeOver(), { found }));
      showToast(words.found, { seconds: 0, action: { label: words.look, run: look } });
    },
  );
}
