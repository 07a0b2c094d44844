"""Slack's messages, in the order in which they were written, as letters."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from messaging.imports.letters import Letter, letter_id
from messaging.imports.pieces import pieces
from messaging.imports.report import Report
from messaging.imports.slack.contents import content_of
from messaging.imports.slack.people import sender_in
from messaging.imports.slack.text import Markup
from messaging.imports.slack.values import count, fields, objects, word, words

NOTES = frozenset(
    {
        *(
            f"{place}_{what}"
            for place in ("channel", "group")
            for what in ("join", "leave", "topic", "purpose", "name")
        ),
        *(f"{place}_{what}" for place in ("channel", "group") for what in ("archive", "unarchive")),
        *("channel_convert_to_private", "channel_convert_to_public", "channel_posting_permissions"),
        *("channel_canvas_updated", "pinned_item", "unpinned_item", "bot_add", "bot_remove", "bot_disable"),
        *("app_conversation_join", "app_conversation_leave", "bot_enable", "reminder_add", "huddle_thread"),
        *("sh_room_created", "sh_room_shared", "channel_name_change"),
    }
)
"""Subtypes in which nobody says anything, but something happened."""
TOLD_ELSEWHERE = frozenset({"message_changed", "message_deleted", "message_replied", "ekm_access_denied"})
"""What happened to another message, which stands in the export as it is now."""
GONE = "tombstone"
_TS = re.compile(r"\d{1,11}\.\d{1,9}")
_WHO = re.compile(r"^\s*<@[^>]+>\s*")

NOT_A_MESSAGE = "Are no messages, or say nothing"
NOBODY = "Have no sender"


@dataclass(slots=True)
class Found:
    """A message of a channel, with what is done about it once it is stored."""

    letters: list[Letter]
    reactions: list[tuple[str, str]] = field(default_factory=list)
    """`(name of the emoji, who)`"""
    unnamed_reactions: int = 0
    """The export counts more of them than it names people."""
    deleted: bool = False


def in_order(days: Iterable[tuple[str, list[dict[str, Any]]]], report: Report) -> list[dict[str, Any]]:
    """All messages with a time, the oldest first, each once: a reply that was also sent to the channel may stand
    twice."""
    found: dict[str, dict[str, Any]] = {}
    for day, messages in days:
        for message in messages:
            ts = message.get("ts")
            if not isinstance(ts, str) or not _TS.fullmatch(ts):
                report.leave(NOT_A_MESSAGE, day)
            elif ts not in found:
                found[ts] = message
    return [found[ts] for ts in sorted(found, key=_place)]


def _place(ts: str) -> tuple[int, str]:
    seconds, _, rest = ts.partition(".")
    return int(seconds), rest


def moment_of(ts: str) -> datetime:
    """When a message was written: `1355517523.000005`, seconds since 1970."""
    seconds, _, rest = ts.partition(".")
    return datetime.fromtimestamp(int(seconds), UTC).replace(microsecond=int(f"{rest[:6]:0<6}"))


class Conversion:
    """Converts the messages of one channel."""

    def __init__(
        self, place: tuple[str, str], shown: str, markup: Markup, user_id: Callable[[str], str | None], report: Report
    ) -> None:
        self._place, self._shown, self._markup = place, shown, markup
        self._user_id, self._report = user_id, report
        self._known: set[str] = set()

    def all(self, messages: list[dict[str, Any]]) -> Iterator[Found]:
        for message in messages:
            found = self._one(message)
            if found:
                yield found

    def _one(self, message: dict[str, Any]) -> Found | None:
        ts, subtype = str(message["ts"]), word(message.get("subtype"))
        where = f"{self._shown} {moment_of(ts):%Y-%m-%d %H:%M:%S}"
        if subtype in TOLD_ELSEWHERE or message.get("type", "message") != "message":
            self._report.leave(NOT_A_MESSAGE, where)
            return None
        sender = self._user_id(sender_in(message))
        if sender is None:
            self._report.leave(NOBODY, where)
            return None
        if subtype in NOTES:
            return self._note(message, sender, where)
        content = "(deleted)" if subtype == GONE else content_of(message, self._markup)
        if not content:
            self._report.leave(NOT_A_MESSAGE, where)
            return None
        reactions = list(_reactions(message))
        return Found(
            list(self._letters(message, sender, content, where)),
            reactions=[] if subtype == GONE else reactions,
            unnamed_reactions=_counted(message) - len(reactions),
            deleted=subtype == GONE,
        )

    def _letters(self, message: dict[str, Any], sender: str, content: str, where: str) -> Iterator[Letter]:
        ts = str(message["ts"])
        at = moment_of(ts)
        for part, piece in enumerate(pieces(content)):
            yield Letter(
                id=self._id(ts, part),
                sender_id=sender,
                content=piece,
                at=at,
                where=where,
                reply_to=self._answered(message) if part == 0 else None,
                edited_at=_edited_at(message, at),
            )
        self._known.add(ts)

    def _note(self, message: dict[str, Any], sender: str, where: str) -> Found | None:
        ts = str(message["ts"])
        said = self._markup.markdown(_WHO.sub("", word(message.get("text"))))
        kind = str(message["subtype"]).partition("_")[2]
        meta = {"join": {"event": "member_joined", "user_id": sender}, "leave": {"event": "member_left"}}.get(kind)
        if not said and not meta:
            self._report.leave(NOT_A_MESSAGE, where)
            return None
        content = next(pieces(said, 1_000), kind)
        letter = Letter(self._id(ts, 0), sender, content, moment_of(ts), where, role="system", meta=meta)
        return Found([letter])

    def _id(self, ts: str, part: int) -> str:
        return letter_id(moment_of(ts), *self._place, ts, str(part))

    def _answered(self, message: dict[str, Any]) -> str | None:
        """The message that begins its thread."""
        thread = word(message.get("thread_ts"))
        return self._id(thread, 0) if thread in self._known else None


def _edited_at(message: dict[str, Any], at: datetime) -> datetime | None:
    ts = word(fields(message.get("edited")).get("ts"))
    if not _TS.fullmatch(ts):
        return None
    return max(at, moment_of(ts))


def _reactions(message: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for told in objects(message.get("reactions")):
        if name := word(told.get("name")):
            yield from ((name, user) for user in words(told.get("users")))


def _counted(message: dict[str, Any]) -> int:
    """How many reactions there are by Slack's count."""
    told = objects(message.get("reactions"))
    return sum(max(count(each.get("count")), len(words(each.get("users")))) for each in told if word(each.get("name")))
