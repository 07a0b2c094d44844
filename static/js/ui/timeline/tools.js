/** @import { Timeline } from './timeline.js' */
import { MessageTools } from '../message/message-tools.js';
import { moderates } from './message.js';

/** What acts on the messages of a timeline. @param {Timeline} timeline */
export const toolsFor = (timeline) =>
  new MessageTools({
    messageOf: (article) => timeline.messageOf(article),
    reactionsOf: (id) => timeline.page?.reactions.get(id) ?? [],
    hasPreview: (id) => timeline.page?.linkPreviews.has(id) ?? false,
    nameOf: (userId) => timeline.nameOf(userId),
    moderates: () => moderates(timeline.view, timeline.members),
    show: (id) => timeline.show(id),
    reply: (message) => timeline.reply(message),
    edit: (message) => timeline.edit(message),
    write: () => timeline.write(),
    restore: (text) => timeline.restore(text),
  });
