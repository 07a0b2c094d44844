import assert from 'node:assert/strict';
import { test } from 'node:test';
import { forgetPieces, hasPieces, keepPiece, keptPieces } from '../../static/js/db/recordings.js';
import { durationWords } from '../../static/js/lib/duration.js';
import { BARS, barsOf, levelOf, MOST, shapeOf } from '../../static/js/lib/waveform.js';
import { device } from './support/device.js';

test('silence has no level, a full wave the highest, and a tenth of it lies between', () => {
  /** @param {number} loudness */
  const wave = (loudness) => Float32Array.from({ length: 2048 }, (_, index) => loudness * Math.sign(Math.sin(index)));
  assert.equal(levelOf(new Float32Array(2048)), 0);
  assert.ok(levelOf(wave(1)) > 0.99);
  assert.ok(levelOf(wave(0.1)) > 0.5 && levelOf(wave(0.1)) < 0.8);
});

test('a shape has at most a hundred whole numbers, the loudest of which is a hundred', () => {
  const levels = Array.from({ length: 1234 }, (_, index) => (index < 600 ? 0.2 : 0.4));
  const shape = shapeOf(levels);
  assert.equal(shape.length, MOST);
  assert.deepEqual([shape[0], shape.at(-1)], [50, 100]);
  assert.ok(shape.every((part) => Number.isInteger(part) && part >= 0 && part <= 100));
});

test('a short, a silent and an empty recording have shapes, too', () => {
  assert.deepEqual(shapeOf([0.1, 0.2]), [50, 100]);
  assert.deepEqual(shapeOf([0, 0, 0]), [0, 0, 0]);
  assert.deepEqual(shapeOf([]), []);
});

test('a picture of a waveform has a bar for each height, and none without any', () => {
  const path = barsOf(Array(BARS).fill(0));
  assert.equal(path.match(/M/g)?.length, BARS);
  assert.ok(path.startsWith('M1.5 15v2'));
});

test('durations in words', () => {
  assert.deepEqual([-5, 0, 999, 5_400, 61_000, 3_723_000].map(durationWords), [
    '0:00',
    '0:00',
    '0:00',
    '0:05',
    '1:01',
    '1:02:03',
  ]);
});

test('the pieces of a recording are kept in their order, for each conversation, until they are forgotten', async () => {
  const store = await device('ada');
  const piece = (/** @type {number} */ level) => ({ blob: new Blob(['x']), levels: [level], stepMs: 50 });
  for (let index = 0; index < 12; index++) await keepPiece(store, 'one', index, piece(index));
  await keepPiece(store, 'other', 0, piece(99));
  assert.deepEqual(
    (await keptPieces(store, 'one')).flatMap(({ levels }) => levels),
    Array.from({ length: 12 }, (_, index) => index),
  );
  await forgetPieces(store, 'one');
  assert.equal(await hasPieces(store, 'one'), false);
  assert.equal(await hasPieces(store, 'other'), true);
});
