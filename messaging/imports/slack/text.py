"""Slack's own markup as Markdown: https://docs.slack.dev/messaging/formatting-message-text"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from html import unescape

from messaging.imports.slack.emoji import with_emoji

_CODE = re.compile(r"(```.*?```|`[^`\n]+`)", re.DOTALL)
_ANGLE = re.compile(r"<([^<>\n]+)>")
_BOLD = re.compile(r"(?<![\w*])\*(?=\S)([^*\n]+?)(?<=\S)\*(?![\w*])")
_STRUCK = re.compile(r"(?<![\w~])~(?=\S)([^~\n]+?)(?<=\S)~(?![\w~])")
_HEADING = re.compile(r"^(#{1,6}\s)", re.MULTILINE)
_LINK = re.compile(r"(?:https?|mailto|ftp|tel|slack):", re.IGNORECASE)

NameOf = Callable[[str], str | None]


class Markup:
    """Translates the texts of one export. `person`: Slack's id → username here; `channels`: id → title."""

    def __init__(self, person: NameOf, channels: Mapping[str, str]) -> None:
        self._person = person
        self._channels = channels

    def markdown(self, text: str) -> str:
        """What a text says here."""
        return "".join(
            self._code(part) if index % 2 else self._prose(part) for index, part in enumerate(_CODE.split(text))
        ).strip()

    def _prose(self, text: str) -> str:
        # Links first, and out of the way: what stands in an address is no markup.
        kept: list[str] = []

        def keep(found: re.Match[str]) -> str:
            kept.append(self._angle(found[1], plain=False))
            return f"\x00{len(kept) - 1}\x00"

        marked = _ANGLE.sub(keep, text)
        marked = _HEADING.sub(r"\\\1", unescape(marked))
        marked = _STRUCK.sub(r"~~\1~~", _BOLD.sub(r"**\1**", with_emoji(marked)))
        return re.sub("\x00(\\d+)\x00", lambda found: kept[int(found[1])], marked)

    def _code(self, text: str) -> str:
        plain = unescape(_ANGLE.sub(lambda found: self._angle(found[1], plain=True), text))
        if not plain.startswith("```"):
            return plain
        inner = plain[3:-3].strip("\n")
        return f"\n```\n{inner}\n```\n"

    def _angle(self, inside: str, *, plain: bool) -> str:
        """What stands between `<` and `>`: a mention, a link, a date."""
        target, bar, label = inside.partition("|")
        label = unescape(label)
        if target.startswith("@"):
            return f"@{self._person(target[1:]) or label.lstrip('@') or 'somebody'}"
        if target.startswith("#"):
            return f"#{self._channels.get(target[1:]) or label.lstrip('#') or 'private-channel'}"
        if target.startswith("!"):
            return _special(target[1:], label)
        address = unescape(target)
        if not _LINK.match(address):
            return unescape(f"<{inside}>")
        if not bar or label in (address, address.removeprefix("mailto:")) or plain:
            return address.removeprefix("mailto:").removeprefix("tel:")
        return link(label, address)


def _special(command: str, label: str) -> str:
    if command.startswith("date^"):
        return label or command.split("^")[1]
    if command.startswith("subteam^"):
        return f"@{label.lstrip('@') or 'group'}"
    return f"@{command}"


def link(label: str, address: str) -> str:
    """A link in Markdown, whatever stands in its label and address."""
    said = " ".join(re.sub(r"([\[\]\\])", r"\\\1", label).split())
    safe = address.replace(" ", "%20").replace("(", "%28").replace(")", "%29").replace("<", "%3C").replace(">", "%3E")
    return f"[{said}]({safe})"
