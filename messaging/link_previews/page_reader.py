"""What a page says about itself: Open Graph, Twitter's tags, or its plain title and description."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser

from messaging.link_previews.fetching import Fetched

TITLE, DESCRIPTION, SITE_NAME = 200, 300, 100
_TITLES = ("og:title", "twitter:title")
_DESCRIPTIONS = ("og:description", "twitter:description", "description")
_IMAGES = ("og:image:secure_url", "og:image", "og:image:url", "twitter:image", "twitter:image:src")
_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([a-zA-Z0-9_:.-]{2,40})", re.IGNORECASE)
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]+")
"""Control characters, and those that turn the direction of what follows."""

MOST_ELEMENTS, LONGEST_ELEMENT = 300, 5_000
_CLOSED = ("title", "script", "style", "noscript", "template")
_START = re.compile(r"<(?:(meta|title|script|style|noscript|template)(?![\w-])|(!--))", re.IGNORECASE)
_META = re.compile(r"""<meta(?:[^"'>]++|"[^"]*"|'[^']*')*+>""", re.IGNORECASE)
_ENDS = {
    "!--": re.compile("-->"),
    **{name: re.compile(rf"</{name}\s*>", re.IGNORECASE) for name in _CLOSED},
}


@dataclass(frozen=True, slots=True)
class Description:
    """What the card shows. `image`: where its picture is, None where the page names none."""

    title: str
    description: str
    site_name: str
    image: str | None


def describe(page: Fetched) -> Description | None:
    """What the page says about itself; None for a page without a title."""
    tree = LexborHTMLParser(_essence(_text(page)))
    named = _named(tree)
    node = tree.css_first("title")
    title = _first(named, _TITLES, TITLE) or _line(node.text() if node else "", TITLE)
    if not title:
        return None
    return Description(
        title=title,
        description=_first(named, _DESCRIPTIONS, DESCRIPTION),
        site_name=_first(named, ("og:site_name",), SITE_NAME) or _host(page.address),
        image=_image(named, page.address),
    )


def _text(page: Fetched) -> str:
    """The page as text, in the encoding that it, its server or its beginning names; UTF-8 where none does."""
    if page.body.startswith(codecs.BOM_UTF8):
        return page.body.decode("utf-8-sig", "replace")
    written = _CHARSET.search(page.body[:2048])
    for name in (page.charset, written[1].decode("ascii") if written else None, "utf-8"):
        try:
            return page.body.decode(name or "", "replace")
        except (LookupError, ValueError):
            continue
    return ""


def _essence(text: str) -> str:
    """The sources of its meta elements and titles alone, one after the other.

    A parser that builds the whole page can be made to take a minute over half a megabyte of nested elements.
    """
    sources: list[str] = []
    at = 0
    while len(sources) < MOST_ELEMENTS and (start := _START.search(text, at)):
        name = (start[1] or start[2]).lower()
        if name == "meta":
            tag = _META.match(text, start.start(), start.start() + LONGEST_ELEMENT)
            sources += [tag[0]] if tag else []
            at = tag.end() if tag else start.start() + LONGEST_ELEMENT
        else:
            end = _ENDS[name].search(text, start.end())
            if name == "title" and end and end.end() - start.start() < LONGEST_ELEMENT:
                sources.append(text[start.start() : end.end()])
            at = end.end() if end else len(text)
    return "".join(sources)


def _named(tree: LexborHTMLParser) -> dict[str, str]:
    """The contents of the page's meta elements by their names; the first of each counts."""
    named: dict[str, str] = {}
    for node in tree.css("meta"):
        attributes = node.attributes
        name = (attributes.get("property") or attributes.get("name") or "").strip().lower()
        content = attributes.get("content") or ""
        if name and content.strip():
            named.setdefault(name, content)
    return named


def _first(named: dict[str, str], names: tuple[str, ...], length: int) -> str:
    return next((line for name in names if (line := _line(named.get(name, ""), length))), "")


def _line(text: str, length: int) -> str:
    """One line without anything invisible, cut at a word where it is too long."""
    line = " ".join(_UNSEEN.sub(" ", text).split())
    if len(line) <= length:
        return line
    cut = line[: length - 1]
    return (cut.rsplit(" ", 1)[0] if " " in cut[length // 2 :] else cut) + "…"


def _host(address: str) -> str:
    return (urlsplit(address).hostname or "").removeprefix("www.")[:SITE_NAME]


def _image(named: dict[str, str], address: str) -> str | None:
    found = next((named[name] for name in _IMAGES if name in named), None)
    return urljoin(address, found.strip()) if found else None
