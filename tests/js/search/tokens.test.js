import assert from 'node:assert/strict';
import { test } from 'node:test';
import { excerptOf } from '../../../static/js/search/excerpt.js';
import { fold } from '../../../static/js/search/fold.js';
import { placesOf } from '../../../static/js/search/highlight.js';
import { holdsAll, needlesOf, searchable } from '../../../static/js/search/tokens.js';

/** @param {string} text @param {string} question */
const finds = (text, question) => holdsAll(searchable(text), needlesOf(question));

/** What is marked in a text. @param {string} text @param {string} question */
const marked = (text, question) => placesOf(text, needlesOf(question)).map(({ from, to }) => text.slice(from, to));

for (const [script, text, question, mark = question] of [
  ['Latin, by the beginning of a word', 'Photosynthesis works', 'PHOTO', 'Photo'],
  ['German', 'Die Straße in Zürich', 'strasse', 'Straße'],
  ['Latin, within a word', 'spaghetti', 'hetti'],
  ['French, composed or not', 'e\u0301cole', 'école', 'e\u0301cole'],
  ['Polish and Danish letters', 'Łódź ø Ærø', 'aero', 'Ærø'],
  ['Turkish', 'İstanbul ılık', 'istanbul ilik', null],
  ['Vietnamese', 'Tiếng Việt', 'tieng viet', null],
  ['Greek with accents and a final sigma', 'ΣΊΣΥΦΟΣ', 'σίσυφος', 'ΣΊΣΥΦΟΣ'],
  ['Cyrillic ё', 'Ёлка', 'елк', 'Ёлк'],
  ['Arabic with vowel points', 'مَرْحَبًا بكم', 'مرحبا', 'مَرْحَبًا'],
  ['Hebrew with points', 'שָׁלוֹם', 'שלום', 'שָׁלוֹם'],
  ['Devanagari', 'नमस्ते दुनिया', 'दुनि'],
  ['Chinese, anywhere', '东京大学见面', '大学'],
  ['Chinese, a single sign', '东京大学见面', '见'],
  ['Chinese beside Latin', '我用Python写', 'pyth', 'Pyth'],
  ['beyond the basic plane', '𠮷野家で食べる', '野家'],
  ['Japanese, a lengthened vowel', 'ラーメンを食べた', 'ーメン'],
  ['Japanese, half-width', 'ﾊﾝｶｸ', 'ハンカク', 'ﾊﾝｶｸ'],
  ['full-width Latin', 'ｆｕｌｌ width', 'full', 'ｆｕｌｌ'],
  ['Korean within a word', '안녕하세요 여러분', '하세'],
  ['Thai', 'สวัสดีครับ', 'ดีครั'],
  ['Lao', 'ສະບາຍດີ', 'ບາຍ'],
  ['Khmer', 'សួស្តីអ្នក', 'អ្នក'],
  ['emoji', 'a spinach 🥬 leaf', '🥬'],
  ['emoji of any skin', 'well done 👍🏽', '👍'],
  ['numbers', 'room 204, at 10:30', '204'],
]) {
  test(`finds ${script}`, () => {
    assert.ok(finds(String(text), String(question)));
    if (mark) assert.deepEqual(marked(String(text), String(question)), [mark]);
  });
}

test('differences that make another letter are kept', () => {
  for (const [text, question] of [
    ['か', 'が'],
    ['कि', 'की'],
    ['йод', 'иод'],
    ['ไม่', 'ไม้'],
    ['this', 'hi'],
    ['room 12', '2'],
    ['cat', 'cats'],
  ])
    assert.equal(finds(text, question), false, `${question} in ${text}`);
});

test('every word must be there, in any order, across lines and marks', () => {
  assert.ok(finds('**Bring** the\nplan,  please', 'plan bring'));
  assert.ok(finds('see [the plan](https://example.org/leaf)', 'example plan'));
  assert.equal(finds('Bring the plan', 'plan tomorrow'), false);
});

test('signs alone ask for nothing, nor does a question of spaces', () => {
  for (const question of ['', '   ', '?!', '…—', '\u200b', '(((', '\u0000']) assert.deepEqual(needlesOf(question), []);
});

test('what is unseen parts no word', () => {
  assert.ok(finds('pho\u00adto\u200bsyn\u2060thesis', 'photosynthesis'));
  assert.ok(finds('\u202ephoto', 'photo'));
});

test('hostile lengths stay cheap, and fold without harm', () => {
  const long = 'a'.repeat(10_000);
  assert.ok(finds(`${long}é`, 'aaaa'));
  assert.equal(needlesOf('x '.repeat(5_000)).length, 1);
  assert.ok(needlesOf('漢'.repeat(5_000))[0].length <= 200);
  for (const text of [`e${'\u0301'.repeat(9_999)}`, '\ud83d'.repeat(500), '\u{e0061}'.repeat(500), 'ﷺ'.repeat(500)])
    assert.equal(typeof fold(text), 'string');
  assert.deepEqual(marked(`e${'\u0301'.repeat(9_999)}`, 'e'), [`e${'\u0301'.repeat(9_999)}`]);
});

test('marks stand where they were written, though folding changes lengths', () => {
  assert.deepEqual(marked('ß und Maße, ½ fﬁn', 'mass fin'), ['Maß', 'ﬁn']);
  assert.deepEqual(marked('大大大', '大大'), ['大大']);
  assert.deepEqual(marked('leaf leaf-leaf', 'le'), ['le', 'le', 'le']);
});

test('an excerpt of a long message is the part that holds the words', () => {
  const content = `${'lorem ipsum '.repeat(300)}the frog sat by the pond ${'dolor sit '.repeat(300)}`;
  const { text, cut } = excerptOf(content, needlesOf('frog pond'));
  assert.ok(cut);
  assert.match(text, /the frog sat by the pond/);
  assert.ok(text.length <= 400);
  assert.deepEqual(excerptOf('short', needlesOf('sh')), { text: 'short', cut: false });
  assert.equal(excerptOf('漢'.repeat(5_000), needlesOf('漢')).text.length, 400);
  assert.doesNotThrow(() => excerptOf('😀'.repeat(3_000), needlesOf('nothing')));
});
