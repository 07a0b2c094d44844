"""The same to read: pages in which nothing runs and nothing is fetched, wherever they are opened. What people wrote
stands in them as they typed it."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil
from urllib.parse import quote

from markupsafe import escape

from messaging.exports.conversations import Page, Told, names_of, pages_of
from messaging.exports.lines import Line
from messaging.exports.quiet_names import quiet_name

MESSAGES = 5_000
"""On one page: more make browsers slow."""
STYLE = """
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
body { max-width: 46rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; overflow-wrap: anywhere; }
h1 { font-size: 1.5rem; } article { margin: .75rem 0; } article p { margin: 0; white-space: pre-wrap; }
header { font-size: .875rem; } header b { font-size: 1rem; } img, video { max-width: 100%; max-height: 24rem; }
blockquote { margin: .25rem 0; padding-left: .75rem; border-left: 3px solid; opacity: .75; }
time, small { opacity: .75; } .said { font-style: italic; opacity: .85; } nav { margin: 1rem 0; }
"""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' file:; media-src 'self' file:"
_HEAD = (
    '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width, initial-scale=1">'
    '<meta http-equiv="Content-Security-Policy" content="{}"><title>{}</title>'
)
_BODY = f"<style>{STYLE}</style></head>\n<body>".encode()
_END = b"</body></html>\n"
_QUOTED = 120
"""Characters of a message that is answered."""


def page_names(conversation: Told) -> list[str]:
    """The files of a conversation, the oldest messages first."""
    count = max(1, ceil(conversation.row["last_ordinal"] / MESSAGES))
    return [f"{conversation.file_name}{'' if number == 0 else f'-{number + 1}'}.html" for number in range(count)]


def index_page(title: str, about: list[str], conversations: list[Told]) -> Iterator[bytes]:
    """What there is, with links to it."""
    yield _head(title)
    yield _put("<h1 dir=auto>{}</h1>\n", title)
    for line in about:
        yield _put("<p>{}</p>\n", line)
    yield b"<ul>\n"
    for told in conversations:
        count = told.row["message_count"]
        link = "<li><a dir=auto href='conversations/{}'>{}</a> <small>{} {}</small></li>\n"
        yield _put(link, page_names(told)[0], told.name, count, "message" if count == 1 else "messages")
    yield b"</ul>\n" + _END


def conversation_page(conversation: Told, number: int) -> Iterator[bytes]:
    """The `number`th page of a conversation, from 0 on."""
    names = page_names(conversation)
    yield _head(conversation.name)
    yield _put("<nav><a href='../index.html'>All conversations</a></nav>\n<h1 dir=auto>{}</h1>\n", conversation.name)
    if conversation.row["description"]:
        yield _put("<p dir=auto>{}</p>\n", conversation.row["description"])
    begin = number * MESSAGES
    said: dict[str, str] = {}
    for page in pages_of(conversation.row["id"], begin, begin + MESSAGES):
        yield from _articles(page, said)
    yield b"<nav>"
    for step, words in ((-1, "Older messages"), (1, "Newer messages")):
        if 0 <= number + step < len(names):
            yield _put("<a href='{}'>{}</a> ", names[number + step], words)
    yield b"</nav>\n" + _END


def _articles(page: Page, said: dict[str, str]) -> Iterator[bytes]:
    reactions: dict[str, list[str]] = {}
    for reaction in page.companions["reactions"]:
        reactions.setdefault(reaction["message_id"], []).append(reaction["emoji"])
    names = names_of({message["sender_id"] for message in page.messages})
    for message in page.messages:
        said[message["id"]] = message["content"][:_QUOTED]
        yield b"".join(_article(message, names.get(message["sender_id"], "Somebody"), said))
        if shown := reactions.get(message["id"]):
            yield _put("<small>{}</small>", " ".join(shown))
        yield b"</article>\n"


def _article(message: Line, name: str, said: dict[str, str]) -> Iterator[bytes]:
    time = message["created_at"]
    yield _put("<article id='{}'><header><b dir=auto>{}</b> ", message["id"], name)
    yield _put("<time datetime='{}'>{} UTC</time>", time, time[:16].replace("T", " "))
    yield b" <small>edited</small></header>" if message["edited_at"] and not message["deleted_at"] else b"</header>"
    if message["deleted_at"]:
        yield b"<p class=said>Message deleted</p>"
        return
    if message["reply_to"] in said:
        yield _put("<blockquote dir=auto>{}</blockquote>", said[message["reply_to"]])
    if message["encrypted_content"]:
        yield b"<p class=said>Encrypted: only the devices of its readers can open it</p>"
    happened = message["role"] == "system"
    yield _put("<p dir=auto class=said>{}</p>" if happened else "<p dir=auto>{}</p>", message["content"])
    for file in message["attachments"]:
        yield _file(file)


def _file(file: Line) -> bytes:
    address, kind = f"../files/{file['id']}/{quoted(quiet_name(file['name']))}", file["media_type"].partition("/")[0]
    if kind == "image":
        return _put("<p><a href='{0}'><img loading=lazy src='{0}' alt='{1}'></a></p>", address, file["name"])
    if kind in ("audio", "video"):
        return _put("<p><{1} controls preload=none src='{0}'></{1}></p>", address, kind) + _link(address, file)
    return _link(address, file)


def _link(address: str, file: Line) -> bytes:
    return _put("<p><a dir=auto href='{}'>{}</a></p>", address, file["name"])


def quoted(name: str) -> str:
    """A file's name as part of an address."""
    return quote(name, safe="")


def _head(title: str) -> bytes:
    return _put(_HEAD, _POLICY, title) + _BODY


def _put(template: str, *values: object) -> bytes:
    """Markup with values that cannot become markup."""
    return template.format(*map(escape, values)).encode()
