"""What can hang on a message: files, contexts. Features that come after messages register it here.

A message knows only whether anything hangs on it (`attached`), so that one without costs nothing: no statement when it
is sent, none when it is read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

from sqlalchemy.orm import Session

from messaging.core.actor import Actor
from messaging.core.database import UnitOfWork
from messaging.core.errors import ValidationFailed
from messaging.messages.draft import Draft
from messaging.messages.models import Message
from messaging.messages.schemas import MessageColumns, message_row

Row = dict[str, Any]


class Attachable(Protocol):
    """One kind of thing that a message can carry. Ids come deduplicated, in the sender's order, at least one."""

    inbound: str
    """The field of a new message that names them: `file_ids`."""
    outbound: str
    """The field of a message's row that shows them: `attachments`."""

    def check(self, unit: UnitOfWork, draft: Draft, ids: Sequence[str]) -> None:
        """Raise ValidationFailed when the sender can't attach these. Writes nothing (core/group_commit.py)."""

    def attach(self, unit: UnitOfWork, draft: Draft, ids: Sequence[str]) -> list[Any]:
        """Hang them on the message, which is stored just now; returns what its row shows. Must not refuse."""

    def load(self, session: Session, message_ids: Sequence[str]) -> Mapping[str, list[Any]]:
        """What hangs on these messages, by message id; one without any may be missing."""

    def detach(self, unit: UnitOfWork, actor: Actor, message_id: str) -> None:
        """The actor deleted the message: nothing hangs on it any more."""


_kinds: dict[str, Attachable] = {}


def attachable(kind: Attachable) -> None:
    """Register a kind, when its feature is imported."""
    _kinds[kind.inbound] = kind


def check(unit: UnitOfWork, draft: Draft) -> None:
    """Raise ValidationFailed when something can't be attached."""
    for inbound, ids in draft.attachments().items():
        if inbound not in _kinds:
            raise ValidationFailed.of(inbound, "names something that does not exist")
        _kinds[inbound].check(unit, draft, ids)


def attach(unit: UnitOfWork, draft: Draft) -> Row:
    """Hang everything that the draft names on its message; returns those fields of its row."""
    named = draft.attachments().items()
    return {_kinds[inbound].outbound: _kinds[inbound].attach(unit, draft, ids) for inbound, ids in named}


def detach(unit: UnitOfWork, actor: Actor, message: Message) -> None:
    """Take everything off a message that is deleted."""
    if message.attached:
        for kind in _kinds.values():
            kind.detach(unit, actor, message.id)
        message.attached = False


def message_rows(session: Session, messages: Iterable[MessageColumns]) -> list[Row]:
    """The outbound rows of these messages; what hangs on them comes in one query a kind, if anything does."""
    listed = list(messages)
    rows = [message_row(message) for message in listed]
    carriers = {row["id"]: row for row, message in zip(rows, listed, strict=True) if message.attached}
    if carriers:
        for kind in _kinds.values():
            for message_id, shown in kind.load(session, list(carriers)).items():
                carriers[message_id][kind.outbound] = shown
    return rows


def whole_row(session: Session, message: MessageColumns) -> Row:
    """The outbound row of one message."""
    return message_rows(session, [message])[0]
