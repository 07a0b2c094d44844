/**
 * What a person does on a device, each by chance: `dice()` is a number from 0 to 1. All of it goes through the functions
 * that the screens use. What makes no sense at the moment is left alone.
 *
 * @typedef {{store: any, people: string[], dice: () => number, text: () => string}} World `text`: never the same twice
 */
import { listMessages } from '../js/support/messages.js';

const at = (/** @type {string} */ path) => import(`../../static/js/${path}`);
const contacts = await at('db/contacts.js');
const contexts = await at('db/contexts.js');
const conversations = await at('db/conversations.js');
const files = await at('db/files.js');
const memberships = await at('db/memberships.js');
const messages = await at('db/messages.js');
const reactions = await at('db/reactions.js');
const receipts = await at('db/receipts.js');
const settings = await at('db/settings.js');
const users = await at('db/users.js');

const EMOJI = ['👍', '❤️', '🎉'];
const NOTIFY = ['all', 'mentions', 'none'];
const ROLES = ['member', 'moderator', 'owner'];

/** @template T @param {World} world @param {T[]} choices @returns {T|undefined} */
const pick = ({ dice }, choices) => choices[Math.floor(dice() * choices.length)];

/** A conversation that one is in. @param {World} world @param {string} [kind] */
async function someConversation(world, kind) {
  const { store } = world;
  const rows = await store.db.conversations.filter((row) => !row.deleted_at && row.local?.state !== 'failed').toArray();
  const own = await store.db.memberships.where('user_id').equals(store.userId).toArray();
  const present = new Set(
    own.filter(memberships.isPresent ?? ((row) => row.role && !row.left_at)).map((row) => row.conversation_id),
  );
  return pick(
    world,
    rows.filter((row) => (!kind || row.kind === kind) && present.has(row.id)),
  );
}

/** One of the newest messages of a conversation. @param {World} world @param {(row: any) => boolean} fits */
async function someMessage(world, fits) {
  const conversation = await someConversation(world);
  if (!conversation) return undefined;
  const rows = await listMessages(world.store, conversation.id, { limit: 30 });
  return pick(
    world,
    rows.filter((row) => row.role === 'user' && !row.deleted_at && fits(row)),
  );
}

const isOwn =
  (/** @type {World} */ { store }) =>
  (/** @type {any} */ row) =>
    row.sender_id === store.userId && !row.local?.error;

/** @type {Object<string, (world: World) => Promise<any>>} */
export const DEEDS = {
  async send(world) {
    const conversation = await someConversation(world);
    if (!conversation) return;
    const quoted =
      world.dice() < 0.2
        ? await someMessage(world, (row) => row.conversation_id === conversation.id && row.ordinal)
        : null;
    await messages.sendMessage(world.store, {
      conversationId: conversation.id,
      content: world.text(),
      replyTo: quoted?.id ?? null,
    });
  },
  /** A file that says its name, so that whoever has it can tell whether it is whole. */
  async sendFile(world) {
    const conversation = await someConversation(world);
    if (!conversation) return;
    const name = `${world.text()}.txt`;
    const blob = new Blob([name], { type: 'text/plain' });
    const id = await files.stageFile(world.store, conversation.id, { blob, name });
    await messages.sendMessage(world.store, {
      conversationId: conversation.id,
      content: world.text(),
      fileIds: [id],
    });
  },
  async edit(world) {
    const message = await someMessage(world, isOwn(world));
    if (message) await messages.editMessage(world.store, message.id, world.text());
  },
  async remove(world) {
    const message = await someMessage(world, isOwn(world));
    if (message) await messages.deleteMessage(world.store, message.id);
  },
  async react(world) {
    const message = await someMessage(world, (row) => row.ordinal !== null);
    if (message) await reactions.toggleReaction(world.store, message.id, pick(world, EMOJI));
  },
  async read(world) {
    const conversation = await someConversation(world);
    if (conversation) await receipts.markRead(world.store, conversation.id, conversation.last_ordinal);
  },
  async createGroup(world) {
    const memberIds = world.people.filter(() => world.dice() < 0.7);
    await conversations.createGroup(world.store, { title: world.text(), memberIds });
  },
  async talkDirectly(world) {
    const id = await conversations.openDirect(world.store, pick(world, world.people));
    await messages.sendMessage(world.store, { conversationId: id, content: world.text() });
  },
  async rename(world) {
    const conversation = await someConversation(world, 'group');
    if (conversation) await conversations.updateConversation(world.store, conversation.id, { title: world.text() });
  },
  async addMember(world) {
    const conversation = await someConversation(world, 'group');
    if (conversation) await memberships.addMember(world.store, conversation.id, pick(world, world.people));
  },
  async removeMember(world) {
    const conversation = await someConversation(world, 'group');
    const member = conversation && pick(world, await memberships.listMembers(world.store, conversation.id));
    if (member) await memberships.removeMember(world.store, conversation.id, member.membership.user_id);
  },
  async changeRole(world) {
    const conversation = await someConversation(world, 'group');
    const member = conversation && pick(world, await memberships.listMembers(world.store, conversation.id));
    if (member)
      await memberships.changeRole(world.store, conversation.id, member.membership.user_id, pick(world, ROLES));
  },
  async set(world) {
    const conversation = await someConversation(world);
    const change = world.dice() < 0.5 ? { archived: world.dice() < 0.5 } : { notify: pick(world, NOTIFY) };
    if (conversation) await settings.setConversationSettings(world.store, conversation.id, change);
  },
  async keepContact(world) {
    const user = await world.store.db.userProfiles.get(pick(world, world.people));
    if (user && user.id !== world.store.userId)
      await contacts.addContact(world.store, { user, nickname: world.text() });
  },
  async renameContact(world) {
    const held = pick(world, await contacts.listContacts(world.store));
    if (held) await contacts.renameContact(world.store, held.contact.id, world.text());
  },
  async dropContact(world) {
    const held = pick(world, await contacts.listContacts(world.store));
    if (held) await contacts.removeContact(world.store, held.contact.id);
  },
  async keepContext(world) {
    const written = { title: world.text(), content: world.text(), category: 'custom', tags: [] };
    await contexts.createContext(world.store, written);
  },
  async changeContext(world) {
    const held = pick(world, await contexts.listContexts(world.store));
    const change =
      world.dice() < 0.5 ? { content: world.text() } : { title: world.text(), is_favorite: world.dice() < 0.5 };
    if (held) await contexts.updateContext(world.store, held.id, change);
  },
  async dropContext(world) {
    const held = pick(world, await contexts.listContexts(world.store));
    if (held) await contexts.deleteContext(world.store, held.id);
  },
  async attachContext(world) {
    const conversation = await someConversation(world);
    const held = pick(world, await contexts.listContexts(world.store));
    if (!conversation || !held) return;
    const change = world.dice() < 0.7 ? contexts.attachContext : contexts.detachContext;
    await change(world.store, conversation.id, held.id);
  },
  async changeProfile(world) {
    if (await users.me(world.store)) await users.updateProfile(world.store, { status_text: world.text() });
  },
};
