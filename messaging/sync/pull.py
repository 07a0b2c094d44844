"""`pull`: give me what follows. One operation for catching up, repairing a gap and filling a new device."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from messaging.core.actor import Actor
from messaging.core.clock import iso, now
from messaging.core.errors import Reset
from messaging.core.extensions import db
from messaging.core.meta import installation
from messaging.sync.delivery import note_delivery
from messaging.sync.entries import entries_after
from messaging.sync.heads import ConversationHead, conversation_heads, user_head
from messaging.sync.schemas import PullRequest
from messaging.sync.snapshots import conversation_snapshot, receipts_after, user_snapshot

TOO_FAR = 500
"""Entries behind which a snapshot is cheaper than the entries."""


@dataclass
class Answer:
    """The logs gathered so far and how many changes still fit."""

    room: int
    logs: list[dict[str, Any]] = field(default_factory=list)
    more: bool = False

    def add(self, log: str, start: int, to: int, last: int, changes: list[Any], **extra: Any) -> None:
        entry = {"log": log, "from": start, "to": to, "more": to < last, "snapshot": False, "changes": changes}
        self.logs.append(entry | {"head": None} | extra)
        self.room -= max(1, len(changes))
        self.more = self.more or to < last

    def full(self) -> bool:
        """True when nothing more fits; the client must ask again."""
        self.more = self.more or self.room <= 0
        return self.room <= 0


def pull(actor: Actor, request: PullRequest) -> dict[str, Any]:
    """What the actor's logs hold beyond the request's cursors; raises Reset when they are from another database."""
    if request.epoch and request.epoch != installation.epoch:
        raise Reset(epoch=installation.epoch)
    session = db.session()
    own_log, own_head = f"u:{actor.user_id}", user_head(session, actor)
    heads = conversation_heads(session, actor)
    readable = {own_log: own_head}
    for head in heads:
        readable |= {f"c:{head.id}": head.last_seq, f"r:{head.id}": head.last_receipt_seq}
    _refuse_the_future(request.cursors, readable)
    answer = Answer(request.limit)
    _add_user_log(session, actor, answer, request.cursors.get(own_log), own_head)
    for head in heads:
        _add_conversation(session, answer, head, request.cursors)
    note_delivery(actor, heads, request.cursors)
    return {
        "epoch": installation.epoch,
        "server_time": iso(now()),
        "more": answer.more,
        "logs": answer.logs,
        "gained": [log for log in readable if log not in request.cursors],
        "lost": [log for log in request.cursors if log not in readable],
    }


def _refuse_the_future(cursors: dict[str, int], readable: dict[str, int]) -> None:
    """A cursor beyond its log's head was given by a database that is no longer here."""
    if any(cursor > readable.get(log, cursor) for log, cursor in cursors.items()):
        raise Reset(epoch=installation.epoch)


def _add_user_log(session: Session, actor: Actor, answer: Answer, cursor: int | None, head: int) -> None:
    log = f"u:{actor.user_id}"
    if cursor is None or head - cursor > TOO_FAR:
        answer.add(log, cursor or 0, head, head, user_snapshot(session, actor.user_id), snapshot=True)
    elif cursor < head:
        changes, to = entries_after(session, log, cursor, answer.room)
        answer.add(log, cursor, to, head, changes)


def _add_conversation(session: Session, answer: Answer, head: ConversationHead, cursors: dict[str, int]) -> None:
    _add_changes(session, answer, head, cursors.get(f"c:{head.id}"))
    _add_receipts(session, answer, head, cursors.get(f"r:{head.id}"))


def _add_changes(session: Session, answer: Answer, head: ConversationHead, cursor: int | None) -> None:
    if cursor == head.last_seq or answer.full():
        return
    log = f"c:{head.id}"
    counters = {"head": {"last_ordinal": head.last_ordinal, "message_count": head.message_count}}
    if cursor is None or head.last_seq - cursor > TOO_FAR:
        changes = conversation_snapshot(session, head.id, cursor)
        answer.add(log, cursor or 0, head.last_seq, head.last_seq, changes, snapshot=True, **counters)
    else:
        changes, to = entries_after(session, log, cursor, answer.room)
        answer.add(log, cursor, to, head.last_seq, changes, **counters)


def _add_receipts(session: Session, answer: Answer, head: ConversationHead, cursor: int | None) -> None:
    if cursor == head.last_receipt_seq or answer.full():
        return
    changes, to = receipts_after(session, head.id, cursor or 0)
    answer.add(f"r:{head.id}", cursor or 0, to, to, changes, snapshot=cursor is None)
