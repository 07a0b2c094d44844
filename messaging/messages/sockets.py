"""`send_message` over the socket: the same action as `POST /messages`."""

from __future__ import annotations

from typing import Any

from messaging.core.connection import Connected
from messaging.core.operations import event
from messaging.messages.schemas import MessageReply, NewMessage
from messaging.messages.sending import send_message


@event("send_message", NewMessage, MessageReply, limit="sending")
def send(connection: Connected, data: NewMessage) -> dict[str, Any]:
    """Send a message."""
    return {"message": send_message(connection.actor, data).row}
