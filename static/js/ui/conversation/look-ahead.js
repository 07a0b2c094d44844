/** @import { Range } from '../../types.js' */
/** @import { ConversationView } from '../../db/conversations.js' */
/** @import { Place } from '../../db/places.js' */
/** @import { Member } from '../timeline/message.js' */
/** @import { Page } from '../timeline/page.js' */
import { getConversation } from '../../db/conversations.js';
import { listMembers } from '../../db/memberships.js';
import { getCursor } from '../../db/meta.js';
import { getPlace } from '../../db/places.js';
import { heldRanges } from '../../db/ranges.js';
import { context } from '../context.js';
import { Extent } from '../timeline/extent.js';
import { Heights } from '../timeline/heights.js';
import { readPage } from '../timeline/page.js';
import { TimelineWindow } from '../timeline/window.js';

/**
 * What a conversation reads when it opens, asked all at once: its parts would ask one after the other, each when the one
 * before is on the screen. A quarter of the time until the first message stands there.
 * @typedef {{view: Promise<ConversationView|null|undefined>, members: Promise<Member[]>, ranges: Promise<Range[]>,
 *   place: Promise<Place|undefined>, page: Promise<Page|null>}} Ahead `page`: the end, where one begins there
 */

/** @param {string} id of the conversation @returns {Ahead} */
export function lookAhead(id) {
  const { store } = context;
  const ranges = heldRanges(store, id);
  const place = getPlace(store, id);
  const view = findConversation(id);
  return { view, members: listMembers(store, id), ranges, place, page: lastPage(id, ranges, place) };
}

/** Null: not here; undefined: a device that has heard nothing yet can't say. @param {string} id */
export async function findConversation(id) {
  const { store } = context;
  const view = await getConversation(store, id);
  if (view) return view;
  return (await getCursor(store, `u:${store.userId}`)) === undefined ? undefined : null;
}

/** @param {string} id @param {Promise<Range[]>} ranges @param {Promise<Place|undefined>} place */
async function lastPage(id, ranges, place) {
  if (await place) return null;
  const end = new TimelineWindow(new Extent(await ranges, new Heights()));
  end.toEnd(innerHeight, { opening: true });
  return readPage(context.store, id, { from: end.from, to: end.to });
}
