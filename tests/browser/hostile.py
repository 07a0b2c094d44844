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
)

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

FIND_HARM = """() => {
  const forbidden = '#hurt, .hurt, [name=attributes], iframe, object, embed, base, meta[http-equiv], math';
  const isHarmful = (element) =>
    element.matches(forbidden) ||
    (element.matches('style') && !element.closest('head')) ||
    (element.matches('img') && !element.getAttribute('src').startsWith('/avatars/')) ||
    (element.matches('a[href]') && !/^(#|https?:|mailto:)/.test(element.getAttribute('href'))) ||
    [...element.attributes].some(({name, value}) => name.startsWith('on') || /^\\s*javascript:/i.test(value));
  return [...document.querySelectorAll('*')].filter(isHarmful).map((element) => element.outerHTML.slice(0, 200));
}"""
