/** @import { Store, StoredContext, StoredMessage, StoredUser } from '../../types.js' */
/** @import { ConversationView } from '../../db/conversations.js' */
/** @import { Manifest } from './format.js' */
import { contextsById, listContexts } from '../../db/contexts.js';
import { listConversations } from '../../db/conversations.js';

/**
 * All conversations as one page to read: nothing in it runs, and nothing is fetched, wherever it is opened. What people
 * wrote stands in it as they typed it.
 */

const CHUNK = 200;

/** @param {unknown} text */
const escaped = (text) => String(text ?? '').replace(/[&<>"'`]/g, (sign) => `&#${sign.charCodeAt(0)};`);

const STYLE = `
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
body { max-width: 46rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; overflow-wrap: anywhere; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.25rem; margin: 3rem 0 .5rem; border-bottom: 1px solid; }
article { margin: .75rem 0; } article p { margin: 0; white-space: pre-wrap; }
header { font-size: .875rem; } header b { font-size: 1rem; }
time, small { opacity: .75; } .said { font-style: italic; opacity: .85; }
`;

/**
 * @param {Store} store @param {Manifest} manifest @param {(part: number) => void} progress
 * @returns {AsyncGenerator<string>}
 */
export async function* readablePage(store, manifest, progress) {
  const views = [...(await listConversations(store)), ...(await listConversations(store, { archived: true }))];
  const people = new Map((await store.db.userProfiles.toArray()).map((user) => [user.id, user]));
  const { account, exported_at, server } = manifest;
  const whose = escaped(account.display_name || account.username);
  yield `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>QuChat: conversations of ${whose}</title><style>${STYLE}</style></head>
<body><h1>Conversations of ${whose}</h1>
<p>As one browser held them on ${time(exported_at)}, from ${escaped(server.address)}. Older messages may be on the server only.</p>
<nav aria-label="Conversations"><ul>${views.map(({ name }, index) => `<li><a href="#c${index}" dir="auto">${escaped(name)}</a></li>`).join('')}</ul></nav>
<main>`;
  for (const [index, view] of views.entries()) {
    yield* section(store, view, index, people);
    progress((index + 1) / views.length);
  }
  yield keptSection(await listContexts(store));
  yield '</main></body></html>\n';
}

/** @param {Store} store @param {ConversationView} view @param {number} index @param {Map<string, StoredUser>} people */
async function* section(store, { conversation, name, draft }, index, people) {
  yield `<section id="c${index}"><h2 dir="auto">${escaped(name)}</h2>\n`;
  let from = 0;
  for (;;) {
    const rows = await store.db.messages
      .where('[conversation_id+ordinal]')
      .between([conversation.id, from], [conversation.id, Infinity])
      .limit(CHUNK)
      .toArray();
    yield await articles(store, rows, people);
    if (rows.length < CHUNK) break;
    from = /** @type {number} */ (rows[CHUNK - 1].ordinal) + 1;
  }
  const unsent = await store.db.messages
    .where('[conversation_id+local.written_at]')
    .between([conversation.id, ''], [conversation.id, '\uffff'])
    .filter((row) => row.ordinal === null)
    .toArray();
  yield await articles(store, unsent, people);
  if (draft?.content)
    yield `<article><header><b>Draft</b></header><p dir="auto">${escaped(draft.content)}</p></article>\n`;
  yield '</section>\n';
}

/** @param {Store} store @param {StoredMessage[]} rows @param {Map<string, StoredUser>} people */
async function articles(store, rows, people) {
  const reactions = await store.db.reactions
    .where('message_id')
    .anyOf(rows.map(({ id }) => id))
    .filter(({ deleted_at }) => !deleted_at)
    .toArray();
  const contexts = await contextsById(store, [...new Set(rows.flatMap(({ context_ids = [] }) => context_ids))]);
  return rows
    .map((row) =>
      article(
        row,
        people,
        reactions.filter(({ message_id }) => message_id === row.id),
        (row.context_ids ?? []).flatMap((id) => contexts.get(id) ?? []),
      ),
    )
    .join('');
}

/** @param {StoredMessage} row @param {Map<string, StoredUser>} people @param {{emoji: string}[]} reactions @param {StoredContext[]} contexts */
function article(row, people, reactions, contexts) {
  const author = people.get(row.sender_id);
  const notes = [row.edited_at && !row.deleted_at ? 'edited' : '', row.local ? 'not sent' : ''].filter(Boolean);
  const head = `<header><b dir="auto">${escaped(author?.display_name || author?.username || 'Somebody')}</b> ${time(row.created_at)}${notes.map((note) => ` <small>${note}</small>`).join('')}</header>`;
  const text = row.deleted_at
    ? '<p class="said">Message deleted</p>'
    : `<p dir="auto"${row.role === 'system' ? ' class="said"' : ''}>${escaped(row.content)}</p>`;
  const carried = row.deleted_at ? '' : [...(row.attachments ?? []).map(fileLine), ...contexts.map(folded)].join('');
  const foot = reactions.length > 0 ? `<small>${escaped(reactions.map(({ emoji }) => emoji).join(' '))}</small>` : '';
  return `<article>${head}${text}${carried}${foot}</article>\n`;
}

/** What one keeps. @param {StoredContext[]} contexts */
const keptSection = (contexts) =>
  contexts.length > 0 ? `<section><h2>Contexts</h2>\n${contexts.map(folded).join('')}</section>\n` : '';

/** A context under its title, to be opened. @param {StoredContext} context */
const folded = ({ title, content }) =>
  `<details><summary dir="auto">${escaped(title)}</summary><article><p dir="auto">${escaped(content)}</p></article></details>\n`;

/** By its name; the bytes lie beside this page, where the device held them. @param {{id: string, name: string}} file */
const fileLine = ({ id, name }) =>
  `<p><a href="files/${escaped(id)}" download="${escaped(name)}" dir="auto">${escaped(name)}</a></p>`;

/** @param {string} iso */
const time = (iso) => `<time datetime="${escaped(iso)}">${escaped(iso.slice(0, 16).replace('T', ' '))} UTC</time>`;
