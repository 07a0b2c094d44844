import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Extent } from '../../../static/js/ui/timeline/extent.js';
import { Heights } from '../../../static/js/ui/timeline/heights.js';
import { TimelineWindow } from '../../../static/js/ui/timeline/window.js';

/** Every height is known: ten pixels for each unit of the ordinal's last digit, and fifty. @param {number} length */
function heightsOf(length) {
  const heights = new Heights();
  for (let ordinal = 1; ordinal <= length; ordinal += 1) heights.set(ordinal, 50 + (ordinal % 10) * 10);
  return heights;
}

/** @param {[number, number][]} spans @param {Heights} [heights] */
const extentOf = (spans, heights = heightsOf(2000)) =>
  new Extent(
    spans.map(([from, to]) => ({ from, to })),
    heights,
  );

test('heights that are not known are taken for the mean of those that are', () => {
  const heights = new Heights();
  const guess = heights.of(7);
  assert.equal(heights.between(1, 10), 10 * guess);
  for (let ordinal = 1; ordinal <= 20; ordinal += 1) heights.set(ordinal, 30);
  assert.equal(heights.of(9999), 30);
  assert.equal(heights.between(1, 100_000), 3_000_000);
  heights.set(5, 130);
  assert.equal(heights.between(1, 20), 20 * 30 + 100);
  assert.equal(heights.estimate, (19 * 30 + 130) / 20);
});

test('sums over blocks equal sums one by one, at every border', () => {
  const heights = new Heights();
  let state = 7;
  const known = Array.from({ length: 1200 }, (_, ordinal) => {
    state = (state * 1103515245 + 12345) % 2 ** 31;
    const height = ordinal > 0 && state % 3 > 0 ? 20 + (state % 200) : 0;
    if (height) heights.set(ordinal, height);
    return height;
  });
  for (const [from, to] of [
    [1, 1199],
    [255, 256],
    [256, 511],
    [256, 512],
    [1, 255],
    [300, 299],
    [511, 1030],
  ]) {
    const slow = known.slice(from, to + 1).reduce((sum, height) => sum + (height || heights.estimate), 0);
    assert.ok(Math.abs(heights.between(from, to) - slow) < 1e-6, `${from} to ${to}`);
  }
  heights.set(300, 0);
  assert.equal(heights.of(300), heights.estimate, 'a height can be forgotten again');
});

test('what is above and below a message is all there is, holes and the beginning too', () => {
  const extent = extentOf([
    [1, 40],
    [100, 149],
  ]);
  for (const ordinal of [1, 17, 40, 100, 149]) {
    const own = extent.heights.of(ordinal);
    assert.equal(extent.above(ordinal) + own + extent.below(ordinal), extent.height);
  }
  assert.ok(extent.above(100) > extent.above(40) + extent.heights.of(40), 'the hole has a height');
});

test('one moves by pixels over what is held, across holes', () => {
  const extent = extentOf([
    [1, 40],
    [100, 149],
  ]);
  assert.equal(extent.up(101, 1), 100);
  assert.equal(extent.up(100, 1), 40);
  assert.equal(extent.up(3, 10_000), 1);
  assert.equal(extent.down(40, extent.heights.of(40)), 100);
  assert.equal(extent.down(148, 10_000), 149);
  assert.equal(extent.down(10, 0), 10);
  assert.deepEqual(
    [50, 71, 99, 200].map((ordinal) => extent.nearest(ordinal)),
    [40, 100, 100, 149],
  );
});

test('a place on the scroll bar leads to the message that would stand there', () => {
  const extent = extentOf([
    [1, 500],
    [900, 1200],
  ]);
  for (const ordinal of [1, 2, 250, 500, 900, 1199, 1200]) {
    assert.equal(extent.at(extent.above(ordinal) + 1), ordinal);
  }
  assert.equal(extent.at(0), 1);
  assert.equal(extent.at(10_000_000), 1200);
});

test('at the end only the end is shown, and it grows by what comes', () => {
  const shown = new TimelineWindow(extentOf([[1, 2000]]));
  shown.toEnd(800);
  assert.ok(shown.from > 1950);
  assert.ok(shown.holdsEnd && !shown.holdsStart);
});

test('around a message those above and below it are shown, and of a short conversation all', () => {
  const shown = new TimelineWindow(extentOf([[1, 2000]]));
  shown.around(1000, 800);
  assert.ok(shown.from < 980 && shown.from > 950);
  assert.ok(shown.to > 1020 && shown.to < 1050);
  const short = new TimelineWindow(extentOf([[1, 5]]));
  short.around(3, 800);
  assert.deepEqual([short.from, short.to], [1, Infinity]);
  const jumped = new TimelineWindow(extentOf([[900, 2000]]));
  jumped.around(3, 800);
  assert.ok(jumped.holdsStart, 'what is nearest is shown, with the hole before it');
});

test('near an end of what is shown more is, and what is far away goes', () => {
  const shown = new TimelineWindow(extentOf([[1, 2000]]));
  shown.around(1000, 800);
  const { from, to } = shown;
  assert.equal(shown.fit(1600, 1600), false);
  assert.equal(shown.fit(100, 3500), true);
  assert.ok(shown.from < from - 10 && shown.to < to - 10);
  assert.ok(shown.to - shown.from < 100);
});

test('what is shown never grows without end, however far one goes', () => {
  const extent = extentOf([[1, 2000]]);
  const shown = new TimelineWindow(extent);
  shown.toEnd(800);
  let top = extent.height - 800;
  while (top > 0) {
    top -= 400;
    const first = extent.above(Math.max(shown.from, extent.first));
    const last = shown.holdsEnd ? extent.height : extent.above(shown.to + 1);
    shown.fit(top - first, last - top - 800);
    assert.ok(Math.min(shown.to, extent.last) - shown.from < 120, `${shown.from} to ${shown.to}`);
    assert.ok(extent.above(Math.max(shown.from, 1)) <= Math.max(top, extent.above(1)), 'the view is covered');
  }
  assert.ok(shown.holdsStart);
});

test('a message higher than all that is shown beyond the view neither goes nor stands in the way', () => {
  const heights = heightsOf(2000);
  heights.set(1000, 9000);
  const shown = new TimelineWindow(extentOf([[1, 2000]], heights));
  Object.assign(shown, { from: 1000, to: 1000 });
  assert.equal(shown.fit(0, 8200), true, 'its top is in view');
  assert.ok(shown.from < 1000 && shown.to === 1000);
  Object.assign(shown, { from: 1000, to: 1000 });
  assert.equal(shown.fit(8200, 0), true, 'its end is');
  assert.ok(shown.from === 1000 && shown.to > 1000);
});
