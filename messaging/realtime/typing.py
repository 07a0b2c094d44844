"""Who is typing: told to the sockets that joined the chat, never stored."""

from __future__ import annotations

from messaging.core import publisher
from messaging.realtime.connections import Connection


def set_typing(connection: Connection, conversation_id: str, active: bool) -> None:
    """Tell the others who joined the chat. Clients let it lapse by themselves when it is not renewed."""
    (connection.typing.add if active else connection.typing.discard)(conversation_id)
    packet = {"conversation_id": conversation_id, "user_id": connection.actor.user_id, "active": active}
    publisher.emit("typing", packet, f"t:{conversation_id}", skip_sid=connection.sid)


def stop_all(connection: Connection) -> None:
    """A socket that is gone types nothing."""
    for conversation_id in list(connection.typing):
        set_typing(connection, conversation_id, False)
