"""What a message of Slack says, with all that hangs on it, as text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from messaging.imports.slack.text import Markup, link
from messaging.imports.slack.values import fields, objects, word

KEYS = ("t", "token", "pub_secret")
"""Parts of an address that open a file of the workspace to whoever has it: an export's links carry one."""


def content_of(message: dict[str, Any], markup: Markup) -> str:
    """Text, what apps attach, and links to the files; empty where it says nothing."""
    text = markup.markdown(word(message.get("text")))
    if message.get("subtype") == "me_message" and text:
        text = f"_{text}_"
    if not text:
        text = markup.markdown(word(fields(message.get("comment")).get("comment")))
    if not text:
        text = "\n".join(_blocks(message.get("blocks"), markup))
    parts = [text, *_attachments(message, markup), *_files(message)]
    return "\n\n".join(part for part in parts if part.strip())


def _blocks(blocks: Any, markup: Markup) -> Iterator[str]:
    """The words of an app's message that is made of blocks."""
    for block in objects(blocks):
        for part in (block, *objects(block.get("fields")), *objects(block.get("elements"))):
            said = part.get("text")
            text = word(said.get("text") if isinstance(said, dict) else said)
            if text.strip():
                yield markup.markdown(text)


def _attachments(message: dict[str, Any], markup: Markup) -> Iterator[str]:
    """What apps and shared messages add, as quotations. Cards of links are left out: the link stands in the text."""
    for told in objects(message.get("attachments")):
        if told.get("from_url") and not told.get("is_msg_unfurl"):
            continue
        title, address = word(told.get("title")), word(told.get("title_link") or told.get("from_url"))
        lines = [markup.markdown(word(told.get("pretext")))]
        lines += [link(title, address) if title and address.startswith("http") else markup.markdown(title)]
        lines += [markup.markdown(word(told.get("text"))) or "\n".join(_blocks(told.get("blocks"), markup))]
        lines += [
            f"**{word(field.get('title'))}** {markup.markdown(word(field.get('value')))}".strip()
            for field in objects(told.get("fields"))
        ]
        said = "\n".join(line for line in lines if line.strip()) or markup.markdown(word(told.get("fallback")))
        if said:
            yield "\n".join(f"> {line}" for line in said.split("\n"))


def _files(message: dict[str, Any]) -> Iterator[str]:
    """A line for each file: Slack's exports hold links, not files."""
    for file in [*objects(message.get("files")), *objects([message.get("file")])]:
        name = word(file.get("title")) or word(file.get("name")) or "file"
        if file.get("mode") == "tombstone":
            yield "📎 (a file that was deleted)"
            continue
        address = next((word(file.get(key)) for key in ("permalink", "url_private") if word(file.get(key))), "")
        yield f"📎 {link(name, without_keys(address))}" if address.startswith("http") else f"📎 {name}"


def without_keys(address: str) -> str:
    """The address for those who may sign in there, and nobody else."""
    parts = urlsplit(address)
    query = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if name not in KEYS]
    return urlunsplit(parts._replace(query=urlencode(query)))
