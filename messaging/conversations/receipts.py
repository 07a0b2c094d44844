"""Receipts: how far each member has got and read. They only ever grow, so they merge without conflict."""

from __future__ import annotations

from typing import Any

from messaging.conversations.access import access_membership
from messaging.conversations.models import Membership
from messaging.conversations.schemas import receipt_row
from messaging.core.actor import Actor
from messaging.core.changes import Change, Place
from messaging.core.database import UnitOfWork, unit_of_work
from messaging.core.logs import allocate


def mark(actor: Actor, conversation_id: str, *, delivered: int = 0, read: int = 0) -> dict[str, Any]:
    """Move the actor's pointers up to these ordinals (reading implies delivery); returns the receipt's row."""
    with unit_of_work(alone=False) as unit:
        conversation, own = access_membership(actor, conversation_id, hold=True)
        read = max(own.read_ordinal, min(read, conversation.last_ordinal))
        delivered = max(own.delivered_ordinal, read, min(delivered, conversation.last_ordinal))
        if (delivered, read) != (own.delivered_ordinal, own.read_ordinal):
            own.delivered_ordinal, own.read_ordinal = delivered, read
            move(unit, actor, own)
        return receipt_row(own)


def move(unit: UnitOfWork, actor: Actor, member: Membership) -> None:
    """Number a member's new position in `r:`.

    The membership's row is the log's entry: a receipt log keeps one row a member and nothing older.
    """
    place = allocate(unit, f"r:{member.conversation_id}")
    member.receipt_seq = place.seq
    unit.session.flush()
    unit.changes.append(receipt_change(actor, place, receipt_row(member)))


def receipt_change(actor: Actor, place: Place, row: dict[str, Any]) -> Change:
    return Change(place.log, place.seq, "receipt", row["user_id"], "upsert", row, actor.user_id, actor.device_id)
