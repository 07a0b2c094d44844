"""Pulling implies delivery: what a device names as its cursor has reached it."""

from __future__ import annotations

from sqlalchemy import select

from messaging.conversations.receipts import mark
from messaging.core.actor import Actor
from messaging.core.database import unit_of_work
from messaging.core.errors import NotFound
from messaging.core.extensions import db
from messaging.core.standing import standing
from messaging.messages.models import Message
from messaging.sync.heads import ConversationHead


def note_delivery(actor: Actor, heads: list[ConversationHead], cursors: dict[str, int]) -> None:
    """Move the actor's delivered pointers up to what the cursors show was received."""
    received = {
        head.id: ordinal
        for head in heads
        if (cursor := cursors.get(f"c:{head.id}"))
        and head.delivered_ordinal < head.last_ordinal
        and (ordinal := _ordinal_at(head, cursor)) > head.delivered_ordinal
    }
    if not received or standing.trouble:  # reading goes on while nothing can be written
        return
    with unit_of_work(alone=False):
        for conversation_id, ordinal in sorted(received.items()):  # two devices at once must not wait for each other
            try:
                mark(actor, conversation_id, delivered=ordinal)
            except NotFound:  # removed from it since the heads were read
                continue


def _ordinal_at(head: ConversationHead, cursor: int) -> int:
    """The last message that a device at `cursor` surely has."""
    if cursor >= head.last_seq:
        return head.last_ordinal
    # From the newest down to the first that fits: a maximum would read them all.
    seen = (
        select(Message.ordinal)
        .where(Message.conversation_id == head.id, Message.version <= cursor)
        .order_by(Message.ordinal.desc())
        .limit(1)
    )
    return db.session.scalar(seen) or 0
