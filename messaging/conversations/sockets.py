"""Receipts over the socket."""

from __future__ import annotations

from typing import Any

from messaging.conversations.receipts import mark
from messaging.conversations.schemas import Pointer, PointersReply
from messaging.core.connection import Connected
from messaging.core.operations import event


@event("mark_as_delivered", Pointer, PointersReply, limit="changing")
def mark_as_delivered(connection: Connected, data: Pointer) -> dict[str, Any]:
    """This device has every message up to the ordinal."""
    return _pointers(mark(connection.actor, data.conversation_id, delivered=data.ordinal))


@event("mark_as_read", Pointer, PointersReply, limit="changing")
def mark_as_read(connection: Connected, data: Pointer) -> dict[str, Any]:
    """The person has read every message up to the ordinal."""
    return _pointers(mark(connection.actor, data.conversation_id, read=data.ordinal))


def _pointers(receipt: dict[str, Any]) -> dict[str, Any]:
    return {name: receipt[name] for name in ("delivered_ordinal", "read_ordinal")}
