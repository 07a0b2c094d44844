"""Logs: every change is one numbered entry in one log, written with the change itself.

A number is taken by an UPDATE of the log's own row inside the writing transaction. The row's lock makes the order
of numbers the order of commits, and a rollback gives the number back, so no reader can skip an entry that commits
late (docs/logs.md).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Index, String, insert, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from messaging.core.actor import Actor
from messaging.core.changes import Change, Op, Place, Row
from messaging.core.clock import now
from messaging.core.database import UnitOfWork
from messaging.core.models import Base, Id
from messaging.core.prepared import Prepared


class SyncEvent(Base):
    """One entry of a log. It refers to a row and holds no copy of it, so what was deleted never comes back."""

    __tablename__ = "sync_event"
    __table_args__ = (
        # Partial: most entries come without an operation, and must not pay for the index.
        Index(
            "uq_sync_event_actor_op",
            "actor_id",
            "op_id",
            unique=True,
            sqlite_where=text("op_id IS NOT NULL"),
            postgresql_where=text("op_id IS NOT NULL"),
        ),
        {"sqlite_with_rowid": False},
    )

    log: Mapped[str] = mapped_column(String(38), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    entity: Mapped[str] = mapped_column(String(24))
    entity_id: Mapped[str] = mapped_column(Id)
    op: Mapped[str] = mapped_column(String(8))
    actor_id: Mapped[str | None] = mapped_column(Id)
    device_id: Mapped[str | None] = mapped_column(Id)
    op_id: Mapped[str | None] = mapped_column(Id)
    at: Mapped[datetime]


_insert = Prepared(insert(SyncEvent))


Allocator = Callable[[Session, str], Place]
_allocators: dict[str, Allocator] = {}


def allocator(kind: str) -> Callable[[Allocator], Allocator]:
    """Register how a log of this kind (`c`, `u`) takes its next number; the feature that owns the row does it."""

    def register(function: Allocator) -> Allocator:
        _allocators[kind] = function
        return function

    return register


def allocate(unit: UnitOfWork, log: str) -> Place:
    """Take the next number of `log`. Allocate before building the row: its `version` is this number."""
    return _allocators[log[0]](unit.session, log[2:])


def append(
    unit: UnitOfWork, actor: Actor, place: Place, entity: str, entity_id: str, row: Row | None, op: Op = "upsert"
) -> Change:
    """Write the entry for a number taken by `allocate`; it is published when the unit of work commits."""
    op_id = actor.op_id if actor.op_id not in unit.op_ids else None
    _insert.run(
        unit,
        {
            "log": place.log,
            "seq": place.seq,
            "entity": entity,
            "entity_id": entity_id,
            "op": op,
            "actor_id": actor.user_id,
            "device_id": actor.device_id,
            "op_id": op_id,
            "at": now(),
        },
    )
    if op_id:
        unit.op_ids.add(op_id)
    change = Change(place.log, place.seq, entity, entity_id, op, row, actor.user_id, actor.device_id, place.head)
    unit.changes.append(change)
    return change


def record(
    unit: UnitOfWork, actor: Actor, log: str, entity: str, entity_id: str, row: Row | None, op: Op = "upsert"
) -> Change:
    """Allocate and append in one step, for rows that do not carry their number."""
    return append(unit, actor, allocate(unit, log), entity, entity_id, row, op)
