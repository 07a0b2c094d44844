import { html, nothing } from 'lit-html';
import { subscribeTyping } from '../../sync/live.js';
import { context } from '../context.js';
import { View } from '../view.js';
import { words } from '../words.js';

/** "Ada is typing". Its place is always kept, so that nothing moves. */
export class TypingLine extends View {
  conversationId = '';
  /** @type {(userId: string) => string} */
  nameOf = () => '';
  /** @type {string[]} */
  typing = [];

  start() {
    this.until(
      'typing',
      subscribeTyping((typing) => {
        const ids = [...(typing.get(this.conversationId) ?? [])].filter((id) => id !== context.store.userId);
        if (ids.join() === this.typing.join()) return;
        this.typing = ids;
        this.update();
      }),
    );
  }

  template() {
    return html`<p class="typing-line" aria-live="off">
      ${
        this.typing.length > 0
          ? html`<span class="typing-dots" aria-hidden="true"><i></i><i></i><i></i></span>
              <span class="one-line" dir="auto">${words.conversation.typing(this.typing.map(this.nameOf))}</span>`
          : nothing
      }
    </p>`;
  }
}
customElements.define('qu-typing-line', TypingLine);
