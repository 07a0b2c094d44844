import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { parseMarkdown, plainHtml } from '../../static/js/lib/markdown.js';
import { sha1 } from '../../static/js/lib/sha1.js';
import { collapse, normalise, preview } from '../../static/js/lib/text.js';
import { directConversationId, uuid5, uuid7 } from '../../static/js/lib/uuid.js';
import { random } from './support/random.js';

test('SHA-1 is SHA-1, at every length around a block', () => {
  for (let length = 0; length < 200; length++) {
    const bytes = new Uint8Array(length).map((_, n) => n * 7 + length);
    assert.equal(Buffer.from(sha1(bytes)).toString('hex'), createHash('sha1').update(bytes).digest('hex'));
  }
});

test('UUIDv5 as RFC 9562 and Python have it', () => {
  const dns = '6ba7b810-9dad-11d1-80b4-00c04fd430c8';
  assert.equal(uuid5(dns, 'www.example.com'), '2ed6657d-e927-568b-95e1-2665a8aea6a2');
  assert.equal(uuid5(dns, 'python.org'), '886313e1-3b8a-5372-9b90-0c9aee199e5d');
});

test('a direct conversation has the same id for both, on every device', () => {
  const server = '6ba7b810-9dad-11d1-80b4-00c04fd430c8';
  const [ada, bob] = ['0190a000-0000-7000-8000-00000000000a', '0190a000-0000-7000-8000-00000000000b'];
  assert.equal(directConversationId(server, ada, bob), directConversationId(server, bob, ada));
  assert.equal(directConversationId(server, ada, bob), uuid5(server, `${ada}:${bob}`));
  assert.equal(directConversationId(server, ada, ada), uuid5(server, `${ada}:${ada}`));
});

test('UUIDv7 carries its time and sorts in the order made, also when the clock steps back', () => {
  const start = Date.UTC(2100, 0, 1);
  const first = uuid7(start);
  assert.match(first, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.equal(Number.parseInt(first.slice(0, 13).replace('-', ''), 16), start);
  const ids = [first, ...Array.from({ length: 10_000 }, (_, n) => uuid7(n < 5_000 ? start : start - 3_600_000))];
  assert.deepEqual([...ids].sort(), ids);
  assert.equal(new Set(ids).size, ids.length);
});

test('previews: one line, 500 characters, no emoji cut in two', () => {
  assert.equal(preview('  a \n\t b\u00a0\u3000c '), 'a b c');
  assert.equal(preview('\x1ca\x1fb\x85'), 'a b');
  assert.equal(preview('\ufeffa'), '\ufeffa', 'no whitespace in Python’s eyes');
  assert.equal(preview('😀'.repeat(600)), '😀'.repeat(500));
  assert.equal(collapse(''), '');
  assert.equal(normalise('  Ünïcode  NAME'), 'unicode name');
});

test('markdown: emphasis, breaks, lists, tables, code with its language', () => {
  assert.equal(parseMarkdown('**a**\nb'), '<p><strong>a</strong><br>b</p>\n');
  assert.equal(parseMarkdown('```JS\n<b>\n```'), '<pre><code class="language-js">&#60;b&#62;\n</code></pre>\n');
  assert.equal(parseMarkdown('```"><img src=x>\na\n```'), '<pre><code>a\n</code></pre>\n');
  assert.match(parseMarkdown('- [x] done\n- [ ] open'), /☑ done.*☐ open/s);
  assert.match(parseMarkdown('|a|\n|-|\n|1|'), /<table>/);
});

test('markdown: what is written to hold up whoever reads it is text', () => {
  const html = (/** @type {string} */ text) => parseMarkdown(text);
  // As deep as a message can be, which would end the parser, and with it the whole page of messages.
  for (const sign of ['>', '> ', '- ', '1. ', '>- ', '*', '**a ', '[', '![', '[a](']) {
    assert.match(html(sign.repeat(10_000 / sign.length)), /<(?:hr|\/(?:p|li|ul|ol|blockquote))>\s*$/, sign);
  }
  assert.ok(html('> '.repeat(5000)).split('<blockquote>').length < 30);
  assert.ok(html('- '.repeat(5000)).split('<ul>').length < 30);
  // Five hundred columns, of which each row fills one.
  const swollen = `${'|a'.repeat(500)}\n${'|-'.repeat(500)}\n${'|a\n'.repeat(2600)}`;
  assert.ok(html(swollen).length < 10 * swollen.length);
  // An honest table may leave cells out.
  assert.equal(html('|a|b|c|\n|-|-|-|\n|1|2|3|\n|4|5\n|6').match(/<td>/g)?.length, 9);
  assert.equal(html('> a\n> > b').match(/<blockquote>/g)?.length, 2);
  // A word that goes on and on is looked at in pieces, and comes out whole; so does an address.
  const word = '_a'.repeat(25_000);
  assert.equal(html(word), `<p>${word}</p>\n`);
  const address = `https://example.org/${'x'.repeat(3000)}`;
  assert.match(html(`${address} and me@example.org`), new RegExp(`href="${address}".* and <a href="mailto:me@example`));
});

test('markdown: what looks like HTML is shown as it was written', () => {
  for (const html of [
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '<!-- x -->',
    '<div>\nx\n</div>',
    'a <b onclick=x>b</b>',
  ]) {
    assert.doesNotMatch(parseMarkdown(html), /<(?!\/?p>|br>)/, html);
  }
});

test('markdown: a line of plain words needs no parsing, and is the same without', () => {
  const pieces = [
    ...' -–.,;:!?\'"()…“”',
    'word',
    'Ärger',
    '大学',
    'मित्र',
    '👩🏽‍🚀',
    '❤️',
    '7',
    '1.',
    'www.',
    'a.b',
    'e.g.',
    'http:',
    'x@y.z',
  ];
  pieces.push(...'*_~`#>[]|\\<&=+/', '\n', '\t', '\u00a0', '  ');
  const { next, pick } = random(5);
  let plain = 0;
  for (let round = 0; round < 30_000; round++) {
    const text = Array.from({ length: 1 + next() * 6 }, () => pick(pieces)).join('');
    const html = plainHtml(text);
    if (html === null) continue;
    plain += 1;
    assert.equal(html, parseMarkdown(text).replaceAll('&quot;', '"').replaceAll('&#39;', "'"), JSON.stringify(text));
  }
  assert.ok(plain > 3000, `only ${plain} were plain`);
  assert.equal(plainHtml('See you at noon, by the pond!'), '<p>See you at noon, by the pond!</p>\n');
  for (const text of [
    '',
    ' hi',
    'hi ',
    '1. hi',
    '- hi',
    'www.a.de',
    'a *b*',
    '<b>',
    'a&amp;b',
    'one\ntwo',
    'http://a.de',
  ])
    assert.equal(plainHtml(text), null, text);
});

test('markdown: links are for the web and mail, open apart, and pictures are only links', () => {
  const rel = 'rel="noopener noreferrer nofollow" target="_blank"';
  assert.equal(parseMarkdown('[a](https://x.y/?q="1")'), `<p><a href="https://x.y/?q=&#34;1&#34;" ${rel}>a</a></p>\n`);
  assert.equal(parseMarkdown('![cat](https://x.y/cat.png)'), `<p><a href="https://x.y/cat.png" ${rel}>cat</a></p>\n`);
  assert.match(parseMarkdown('<a@b.example>'), /href="mailto:a@b.example"/);
  for (const href of [
    'javascript:alert(1)',
    'JaVaScRiPt:x',
    'data:text/html,x',
    'vbscript:x',
    'file:///etc/passwd',
    '/sign-out',
    '//evil.example',
  ]) {
    assert.equal(parseMarkdown(`[a](${href})`), '<p>a</p>\n', href);
  }
});
