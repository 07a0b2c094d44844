"""The events that are about a socket itself: chats joined, typing, presence."""

from __future__ import annotations

from typing import Any

from messaging.accounts.schemas import Nothing
from messaging.conversations.access import access_conversation
from messaging.conversations.queries import own_row
from messaging.core.errors import NotFound
from messaging.core.extensions import db
from messaging.core.operations import event
from messaging.messages.companions import companions_of
from messaging.messages.queries import newest_messages
from messaging.realtime import presence, rooms
from messaging.realtime import typing as live_typing
from messaging.realtime.connections import Connection
from messaging.realtime.schemas import (
    ChatReply,
    JoinChat,
    LeaveChat,
    PresenceChange,
    PresenceList,
    Typing,
    WatchPresence,
)


@event("join_chat", JoinChat, ChatReply, limit="reading")
def join_chat(connection: Connection, data: JoinChat) -> dict[str, Any]:
    """The newest page of a conversation; from now on the socket hears its typing."""
    access_conversation(connection.actor, data.conversation_id)
    row = own_row(db.session(), connection.actor, data.conversation_id)
    messages = newest_messages(data.conversation_id, data.limit)
    rooms.join_chat(connection, data.conversation_id)
    return {
        "conversation": row,
        "messages": messages,
        **companions_of(db.session(), messages),
        "cursors": {f"c:{row['id']}": row["last_seq"], f"r:{row['id']}": row["last_receipt_seq"]},
    }


@event("leave_chat", LeaveChat, Nothing)
def leave_chat(connection: Connection, data: LeaveChat) -> dict[str, Any]:
    """Hear a conversation's typing no longer."""
    rooms.leave_chat(connection, data.conversation_id)
    return {}


@event("typing", Typing, Nothing, limit="typing")
def typing(connection: Connection, data: Typing) -> dict[str, Any]:
    """Say that one is typing, or has stopped."""
    if data.conversation_id not in connection.conversations:
        raise NotFound()
    live_typing.set_typing(connection, data.conversation_id, data.active)
    return {}


@event("presence", PresenceChange, Nothing, limit="typing")
def change_presence(connection: Connection, data: PresenceChange) -> dict[str, Any]:
    """Say that one is here, or away from the keyboard."""
    presence.set_idle(connection, data.state == "idle")
    return {}


@event("watch_presence", WatchPresence, PresenceList, limit="people")
def watch_presence(connection: Connection, data: WatchPresence) -> dict[str, Any]:
    """Whose presence this socket wants, replacing its last list; only of people one knows."""
    presence.watch(connection, data.user_ids)
    return {"users": presence.of_users(connection.watching)}
