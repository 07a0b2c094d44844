/** @import { LocalFile } from '../../types.js' */
import { html, nothing } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import { attachmentOf } from '../../db/file-rows.js';
import { unstageFile } from '../../db/files.js';
import { kindOf } from '../../lib/media.js';
import { context } from '../context.js';
import { iconOf } from '../files/attachments.js';
import { icon } from '../icon.js';
import '../files/picture.js';
import '../voice/voice-message.js';
import { files as words } from '../words/files.js';
import { voice } from '../words/voice.js';

/**
 * The files that go with what is being written, with a look at each and the way to leave it out.
 * @param {LocalFile[]} files @param {number} taking how many are still being taken in
 * @param {() => void} removed called when the focus has lost its place
 */
export function attachmentTray(files, taking, removed) {
  if (files.length === 0 && taking === 0) return nothing;
  return html`<ul class="tray" aria-label=${words.tray}>
    ${repeat(
      files,
      ({ id }) => id,
      (file) => trayItem(file, removed),
    )}
    ${taking > 0 ? html`<li class="tray-item tray-taking" role="status">${icon('sync')}<span class="tray-name">${words.taking}</span></li>` : nothing}
  </ul>`;
}

/** @param {LocalFile} file @param {() => void} removed */
function trayItem(file, removed) {
  const remove = async () => {
    await unstageFile(context.store, file.conversation_id, file.id);
    removed();
  };
  if (kindOf(file) === 'voice')
    return html`<li class="tray-item tray-voice">
      <qu-voice .file=${attachmentOf(file)}></qu-voice>
      <button class="icon-button" type="button" aria-label=${voice.remove} title=${voice.remove} @click=${remove}>${icon('close')}</button>
    </li>`;
  return html`<li class="tray-item">
    <span class="tray-picture">${file.width ? html`<qu-picture .file=${attachmentOf(file)} .conversationId=${file.conversation_id} .label=${''}></qu-picture>` : icon(iconOf(file))}</span>
    <span class="tray-name" title=${file.name}><bdi>${file.name}</bdi><small>${words.size(file.size)}</small></span>
    <button class="icon-button" type="button" aria-label=${words.remove(file.name)} title=${words.remove(file.name)} @click=${remove}>${icon('close')}</button>
  </li>`;
}
