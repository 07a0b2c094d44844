"""Slack's channels, private channels, group messages and direct messages: groups and direct conversations here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from messaging.imports.pieces import clean
from messaging.imports.slack.archive import Archive
from messaging.imports.slack.values import fields, word, words

Kind = Literal["channel", "group message", "direct message"]
FILES: dict[str, Kind] = {
    "channels.json": "channel",
    "groups.json": "channel",
    "mpims.json": "group message",
    "dms.json": "direct message",
}


@dataclass(frozen=True, slots=True)
class Channel:
    """One of them, as the export tells it."""

    id: str
    kind: Kind
    name: str
    folders: tuple[str, ...]
    """Where its messages may stand: under its name, or its id."""
    members: tuple[str, ...]
    creator: str
    created: datetime | None
    description: str
    archived: bool

    @property
    def shown(self) -> str:
        """How the report calls it."""
        return f"#{self.name}" if self.kind == "channel" else f"{self.kind} {self.id}"


def channels_in(archive: Archive) -> Iterator[Channel]:
    """All that the export lists."""
    for file, kind in FILES.items():
        for told in archive.list_in(file):
            if word(told.get("id")):
                yield _channel(told, kind)


def _channel(told: dict[str, Any], kind: Kind) -> Channel:
    name = word(told.get("name"))
    return Channel(
        id=told["id"],
        kind=kind,
        name=clean(name) or told["id"],
        folders=tuple(filter(None, (name, told["id"]))) if kind != "direct message" else (told["id"],),
        members=tuple(words(told.get("members"))),
        creator=word(told.get("creator")),
        created=_since(told.get("created")),
        description=_description(told),
        archived=bool(told.get("is_archived")),
    )


def _since(value: Any) -> datetime | None:
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 < value < 1e11:
        return datetime.fromtimestamp(value / 1000 if value > 1e10 else value, UTC)
    return None


def _description(told: dict[str, Any]) -> str:
    """Topic and purpose."""
    parts = (clean(word(fields(told.get(name)).get("value"))) for name in ("topic", "purpose"))
    return "\n".join(dict.fromkeys(part for part in parts if part))
