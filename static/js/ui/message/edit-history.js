/** @import { StoredMessage } from '../../types.js' */
import { html } from 'lit-html';
import { historyOf } from '../../db/messages.js';
import { context } from '../context.js';
import { fullTime } from '../dates.js';
import { DialogView, openDialog } from '../dialog.js';
import { FromServer } from '../from-server.js';
import { words } from '../words.js';
import { messageBody } from './message-body.js';

/** What a message said before it was edited. */
class EditHistory extends DialogView {
  dismissable = true;
  message = /** @type {StoredMessage} */ (/** @type {unknown} */ (null));
  /** @type {{content: string, edited_at: string}[]} */
  edits = [];
  asked = new FromServer(this, async () => {
    this.edits = await historyOf(context.store, this.message.id);
  });

  start() {
    this.asked.start();
  }

  heading() {
    return words.history.title;
  }

  body() {
    const problem = this.asked.problem(words.history.offline);
    return html`<div class="dialog-body">
      ${this.entry(words.history.now, this.message.content, 'now')}
      ${
        problem
          ? html`<p class="quiet">${problem}</p>`
          : this.edits
              .toReversed()
              .map(({ content, edited_at }, index) => this.entry(fullTime(edited_at), content, String(index)))
      }
    </div>`;
  }

  /** @param {string} when @param {string} content @param {string} key */
  entry(when, content, key) {
    const version = { ...this.message, id: `${this.message.id}/${key}`, content };
    return html`<div class="history-entry"><time>${when}</time>${messageBody(version, `history-${key}`)}</div>`;
  }
}
customElements.define('qu-edit-history', EditHistory);

/** @param {StoredMessage} message */
export const openEditHistory = (message) => openDialog(Object.assign(new EditHistory(), { message }));
