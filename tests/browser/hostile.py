"""Texts that try to be more than text. What they would make carries the name "hurt"."""

from __future__ import annotations

# For names, titles and the like; they are short enough for a display name (64).
LINES = (
    "<script id=hurt>alert(1)</script>",
    "<img id=hurt src=x onerror=alert(1)>",
    '"><b id=hurt onmouseover=alert(1)>bold</b>',
    "'><svg id=hurt onload=alert(1)>",
    "</title></textarea></style><script id=hurt>alert(1)</script>",
    '<iframe id=hurt srcdoc="<script>alert(1)</script>">',
    '<a id=hurt href="javascript:alert(1)">click</a>',
    "javascript:alert(1)//",
    "{{constructor.constructor('alert(1)')()}}",
    "${alert(1)} ?{lit$123$}",
    "<!--><img id=hurt src=x onerror=alert(1)>-->",
    "&lt;img id=hurt src=x onerror=alert(1)&gt;",
    "**bold** `code` [link](https://example.org)",
    "\u202eesrever \u2066isolate",
    "A\u200b\u200d\ufeffB <b id=hurt>",
    "<svg><animate id=hurt onbegin=alert(1) attributeName=x dur=1s>",
    "\"><input id=hurt autofocus onfocus=alert(1) x='",
    "<video><source id=hurt onerror=alert(1)></video>",
    "<link id=hurt rel=stylesheet href=//example.org/x.css>",
    "<x id=hurt tabindex=1 onfocusin=alert(1) style=color:red>",
    "<math><mtext><mglyph><style></math><img id=hurt src onerror=x>",
    "{{7*7}}${7*7}#{7*7}<%=7*7%>{%print(7*7)%}",
    "\\x3cimg id=hurt src=x\\x3e \\u003cb id=hurt\\u003e",
    "%3Cimg%20id=hurt%20src=x%20onerror=alert(1)%3E",
    "</script><script id=hurt>alert(1)</script><!--",
)

# For the end of an address: what a link from elsewhere may carry.
ADDRESSES = (
    "/?q=<img id=hurt src=x onerror=alert(1)>",
    "/#/c/<img id=hurt src=x onerror=alert(1)>",
    '/#/c/"><svg id=hurt onload=alert(1)>',
    "/#/c/javascript:alert(1)",
    "/#javascript:alert(1)",
    "/#/c/__proto__",
    "/#/search/<img id=hurt src=x onerror=alert(1)>",
    "/#/constructor/<b id=hurt>",
    "/sign-in?next=javascript:alert(1)",
    "/sign-in?next=/<img id=hurt src=x onerror=alert(1)>",
    "/sign-in?erased=<img id=hurt src=x onerror=alert(1)>",
    "/register?username=<img id=hurt src=x onerror=alert(1)>",
    "/invite/<img id=hurt src=x onerror=alert(1)>",
    "/welcome/<img id=hurt src=x onerror=alert(1)>",
    "/nowhere/<img id=hurt src=x onerror=alert(1)>",
    "/admin/people?q=<img id=hurt src=x onerror=alert(1)>",
    '/admin/people?q="><img id=hurt src=x onerror=alert(1)>&page=1',
    "/admin/audit?q=<img id=hurt src=x onerror=alert(1)>&actor=<b id=hurt>&action=<b id=hurt>",
    "/admin/people/<img id=hurt src=x onerror=alert(1)>",
)

# Files that would run something if they were opened as what they are: name, content.
ACTIVE = {
    "page.html": b"<!doctype html><script>alert(1)</script>",
    "page.xhtml": b'<html xmlns="http://www.w3.org/1999/xhtml"><script>alert(1)</script></html>',
    "drawing.svg": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>',
    "style.xml": b'<?xml version="1.0"?><?xml-stylesheet href="data:text/xml,x"?><x:script '
    b'xmlns:x="http://www.w3.org/1999/xhtml">alert(1)</x:script>',
    "letter.eml": b"MIME-Version: 1.0\r\nContent-Type: text/html\r\n\r\n<script>alert(1)</script>",
    "archive.mht": b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n<script>alert(1)</script>",
    "code.js": b"alert(1)",
    "picture.gif": b"GIF89a/*<script>alert(1)</script>*/=1;alert(1)",
    "picture.png": b"\x89PNG\r\n\x1a\n<script>alert(1)</script>",
    "paper.pdf": b"%PDF-1.7\n1 0 obj<</Type/Catalog/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>>>endobj",
}

# Messages in which what looks like HTML must be shown as it was written.
SHOWN_AS_WRITTEN = (
    "<script id=hurt>alert(1)</script>",
    "<img id=hurt src=x onerror=alert(1)>",
    "<details id=hurt open ontoggle=alert(1)>",
    '<form id=hurt><input name=attributes><button formaction="javascript:alert(1)">go</button></form>',
    '<svg></p><style><a id="</style><img id=hurt src=1 onerror=alert(1)>">',
    '<noscript><p title="</noscript><img id=hurt src=x onerror=alert(1)>">',
    '<math><mi xlink:href="javascript:alert(1)" id=hurt>x</mi></math>',
    "<template><img id=hurt src onerror=alert(1)></template>",
    '<base href="https://example.org/" id=hurt>',
    '<style id=hurt>*{background:url("https://example.org/")}</style>',
    '<meta http-equiv="refresh" content="0;url=https://example.org/">',
)

# Messages that Markdown turns into something, and what may be seen of it.
TURNED = {
    "[one](javascript:alert(1))": "one",
    "[two](\x01javascript:alert(1))": "two",
    "[three](JaVaScRiPt:alert(1))": "three",
    "[four](data:text/html,<script>alert(1)</script>)": "four",
    "[five](vbscript:msgbox(1))": "five",
    "[six](&#106;avascript:alert(1))": "six",
    "[seven][x]\n\n[x]: javascript:alert(1)": "seven",
    "[eight](//example.org/eight)": "eight",
    '[nine](https://example.org/"onmouseover="alert(1))': "nine",
    "![ten](https://example.org/ten.png)": "ten",
    '![eleven](x"onerror="alert(1))': "eleven",
    "`<img id=hurt src=x onerror=alert(1)>`": "<img id=hurt src=x onerror=alert(1)>",
    "```html\n<img id=hurt src=x onerror=alert(1)>\n```": "<img id=hurt src=x onerror=alert(1)>",
    '```"><img id=hurt src=x onerror=alert(1)>\ntwelve\n```': "twelve",
    '```js" onmouseover="alert(1)\nthirteen\n```': "thirteen",
    "> <b id=hurt>fourteen</b>": "<b id=hurt>fourteen</b>",
    "# <b id=hurt>fifteen</b>": "<b id=hurt>fifteen</b>",
    "| a |\n|---|\n| <b id=hurt>sixteen</b> |": "<b id=hurt>sixteen</b>",
    "&lt;b id=hurt&gt;seventeen": "<b id=hurt>seventeen",
}

# Messages over which a careless reader falls, and with it the page of everybody in the conversation.
HEAVY = (
    ">" * 10_000,
    "- " * 5_000,
    "*" * 5_000 + "a" + "*" * 4_990,
    "|a" * 500 + "\n" + "|-" * 500 + "\n" + "|a\n" * 2_600,
    "```markdown\n" + "[](" * 1_650 + "\n```",
    "```typescript\n" + "_a" * 2_400 + "\n```",
)

FIND_HARM = """() => {
  const forbidden = '#hurt, .hurt, [name=attributes], iframe, object, embed, base, meta[http-equiv], math';
  const isText = /^(value|title|alt|placeholder|aria-.*)$/;
  const isHarmful = (element) =>
    element.matches(forbidden) ||
    (element.matches('style') && !element.closest('head')) ||
    (element.matches('img') && !/^(\\/(?![/\\\\])|blob:|data:image)/.test(element.getAttribute('src'))) ||
    (element.matches('a[href]') && !/^(#|https?:|mailto:|blob:|\\/(?![/\\\\]))/.test(element.getAttribute('href'))) ||
    [...element.attributes].some(({name, value}) =>
      name.startsWith('on') || (!isText.test(name) && /^\\s*javascript:/i.test(value)));
  return [...document.querySelectorAll('*')].filter(isHarmful).map((element) => element.outerHTML.slice(0, 200));
}"""

# Links and pictures of an export are relative, and its styles stand in the page.
FIND_HARM_IN_EXPORT = """() => {
  const forbidden = '#hurt, .hurt, script, iframe, object, embed, base, svg, math';
  const ours = /^((\\.\\.\\/)?(conversations|files|avatars)\\/|[0-9]|(\\.\\.\\/)?index)/;
  const isHarmful = (element) =>
    element.matches(forbidden) ||
    [...element.attributes].some(({name, value}) =>
      name.startsWith('on') || (/^(src|href)$/.test(name) && !ours.test(value)));
  return [...document.querySelectorAll('*')].filter(isHarmful).map((element) => element.outerHTML.slice(0, 200));
}"""
