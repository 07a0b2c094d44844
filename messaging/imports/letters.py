"""Messages from elsewhere: stored through the same action as all others, under their own time and sender."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import select

from messaging.core.actor import Actor
from messaging.core.database import unit_of_work
from messaging.core.errors import QuChatError, ValidationFailed
from messaging.core.extensions import db
from messaging.core.ids import id_from
from messaging.core.operations import parse
from messaging.core.threads import one_turn
from messaging.imports.report import Report
from messaging.link_previews.previewer import without_previews
from messaging.messages.draft import Draft
from messaging.messages.models import Message
from messaging.messages.schemas import NewMessage
from messaging.messages.sending import take_over_message

BATCH = 50
"""Messages a transaction: others who write wait for no longer than some hundredths of a second."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A message from elsewhere. The same one has the same `id` at each import."""

    id: str
    sender_id: str
    content: str
    at: datetime
    where: str
    """For the report: where it stands there, never what it says."""
    role: str = "user"
    reply_to: str | None = None
    edited_at: datetime | None = None
    meta: dict[str, Any] | None = None
    thinking: str | None = None


CHANGED = "Were changed over there since the last import; here they stay as they are"
UNANSWERED = "Answer something that is not here; they were taken without the answer"
REFUSED = "Were refused"
IN_A_QUERY = 500


def letter_id(at: datetime, *names: str) -> str:
    """The id of a message, from when it was written and what makes it this one."""
    return id_from(at, "message", *names)


def take_letters(
    conversation_id: str, letters: Iterable[Letter], report: Report, done: Callable[[int], None] = lambda _count: None
) -> list[str]:
    """Store them in this order; returns the ids of those that are new here."""
    fresh: list[str] = []
    with without_previews():
        for batch in _batches(letters):
            with unit_of_work():
                held = _hashes([letter.id for letter in batch])
                fresh += [letter.id for letter in batch if _take(conversation_id, letter, held, report)]
            done(len(batch))
            one_turn()
    report.took("messages", len(fresh))
    return fresh


def _batches(letters: Iterable[Letter]) -> Iterator[list[Letter]]:
    rest = iter(letters)
    while batch := list(islice(rest, BATCH)):
        yield batch


def not_stored(letters: Iterable[Letter]) -> list[Letter]:
    """Those of them that are not here yet."""
    listed = list(letters)
    held = _hashes([letter.id for letter in listed])
    return [letter for letter in listed if letter.id not in held]


def _hashes(ids: list[str]) -> dict[str, str]:
    """What is stored under these ids, each by the hash of what it first said."""
    found: dict[str, str] = {}
    for start in range(0, len(ids), IN_A_QUERY):
        part = Message.id.in_(ids[start : start + IN_A_QUERY])
        found |= {
            row.id: row.body_hash for row in db.session.execute(select(Message.id, Message.body_hash).where(part))
        }
    return found


def _take(conversation_id: str, letter: Letter, held: dict[str, str], report: Report) -> bool:
    """Whether it is stored only now. A refusal comes before anything was written, and concerns this one alone."""
    fields = {name: getattr(letter, name) for name in ("id", "content", "role", "reply_to", "meta", "thinking")}
    actor = Actor(letter.sender_id)
    try:
        form = parse(NewMessage, {**fields, "conversation_id": conversation_id})
        if letter.id not in held:
            return take_over_message(actor, form, letter.at, letter.edited_at).created
        if held[letter.id] != Draft(actor, letter.id, conversation_id, form).body_hash():
            report.leave(CHANGED, letter.where)
    except ValidationFailed as refusal:
        if letter.reply_to and "reply_to" in refusal.details.get("fields", {}):
            report.leave(UNANSWERED, letter.where)
            return _take(conversation_id, replace(letter, reply_to=None), held, report)
        report.leave(REFUSED, f"{letter.where}: {refusal.message}")
    except QuChatError as refusal:
        report.leave(REFUSED, f"{letter.where}: {refusal.message}")
    return False
