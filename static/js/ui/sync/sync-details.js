/** @import { Inspection } from '../../db/inspect.js' */

import { html, nothing } from 'lit-html';
import { inspect } from '../../db/inspect.js';
import { RELEASE } from '../../lib/release.js';
import { status } from '../../sync/status.js';
import { copyText } from '../clipboard.js';
import { context } from '../context.js';
import { View } from '../view.js';
import { details as words } from '../words/details.js';

const FACTS = /** @type {const} */ (['server', 'user', 'device', 'epoch', 'era', 'schema']);

/** Where this device stands with every log, and how much it holds; read only while it is open. */
class SyncDetails extends View {
  /** @type {Inspection|null} */
  seen = null;

  /** @param {Event} event */
  onToggle = ({ target }) => {
    if (!(/** @type {HTMLDetailsElement} */ (target).open)) return this.until('inspection', () => {});
    this.watch(
      'inspection',
      () => inspect(context.store),
      (seen) => {
        this.seen = seen;
      },
    );
  };

  copy() {
    return copyText(JSON.stringify({ ...this.seen, status: status.get() }, null, 2));
  }

  template() {
    return html`<details class="sync-details" @toggle=${this.onToggle}>
      <summary>${words.title}</summary>
      <p class="hint">${words.hint}</p>
      ${this.seen ? this.content(this.seen) : nothing}
    </details>`;
  }

  /** @param {Inspection} seen */
  content({ facts, rows, outbox, logs }) {
    const { service, otherRelease } = status.get();
    const { state, reason } = service;
    return html`<dl class="facts">
        <dt>${words.service}</dt><dd><code>${state}${reason ? `: ${reason}` : ''}</code></dd>
        <dt>${words.release}</dt><dd><code>${RELEASE ?? '–'}${otherRelease ? ` (${words.otherRelease})` : ''}</code></dd>
        ${FACTS.map((name) => html`<dt>${words[name]}</dt><dd><code>${facts[name] ?? '–'}</code></dd>`)}
      </dl>
      ${table(words.rows, [words.table, words.count], Object.entries(rows))}
      ${table(words.outbox, [words.state, words.count], Object.entries(outbox))}
      ${table(
        words.logs,
        [words.log, words.cursor, words.held],
        logs.map(({ log, cursor, held }) => [log, cursor, held]),
      )}
      <button class="button" @click=${() => this.copy()}>${words.copy}</button>`;
  }
}
customElements.define('qu-sync-details', SyncDetails);

/** @param {string} caption @param {string[]} head @param {(string|number)[][]} rows */
function table(caption, head, rows) {
  if (rows.length === 0) return nothing;
  return html`<div class="sync-table" tabindex="0" role="region" aria-label=${caption}>
    <table>
      <caption>${caption}</caption>
      <thead><tr>${head.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
      <tbody>${rows.map((row) => html`<tr>${row.map((value) => html`<td>${value}</td>`)}</tr>`)}</tbody>
    </table>
  </div>`;
}
