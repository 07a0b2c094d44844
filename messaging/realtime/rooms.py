"""Rooms follow membership: a socket hears a conversation exactly as long as its user is in it."""

from __future__ import annotations

from dataclasses import replace

from messaging.conversations.queries import conversation_ids_of
from messaging.core.extensions import db, socketio
from messaging.core.publisher import Packet
from messaging.realtime import presence
from messaging.realtime.connections import Connection, connections


def enter_all(connection: Connection) -> None:
    """Put a new socket into the rooms of its user and of each of the user's conversations."""
    _enter(connection, f"u:{connection.actor.user_id}")
    for conversation_id in conversation_ids_of(db.session(), connection.actor.user_id):
        join(connection, conversation_id)
    db.session.rollback()
    # Whoever was removed while the rooms were being entered must not stay in one.
    still = set(conversation_ids_of(db.session(), connection.actor.user_id))
    for conversation_id in connection.conversations - still:
        part(connection, conversation_id)


def join(connection: Connection, conversation_id: str) -> None:
    connection.conversations.add(conversation_id)
    _enter(connection, f"c:{conversation_id}")


def part(connection: Connection, conversation_id: str) -> None:
    connection.conversations.discard(conversation_id)
    leave_chat(connection, conversation_id)
    _leave(connection, f"c:{conversation_id}")
    if connection.watching:  # some of them may have been known from there only
        presence.watch(connection, connection.watching)


def join_chat(connection: Connection, conversation_id: str) -> None:
    connection.joined.add(conversation_id)
    _enter(connection, f"t:{conversation_id}")


def leave_chat(connection: Connection, conversation_id: str) -> None:
    connection.joined.discard(conversation_id)
    connection.typing.discard(conversation_id)
    _leave(connection, f"t:{conversation_id}")


def _enter(connection: Connection, room: str) -> None:
    socketio.server.enter_room(connection.sid, room, namespace="/")


def _leave(connection: Connection, room: str) -> None:
    socketio.server.leave_room(connection.sid, room, namespace="/")


def follow(packet: Packet) -> None:
    """Let sockets follow what a user's log says: conversations gained and lost, devices signed out."""
    log = packet["log"]
    if not log.startswith("u:"):
        return
    for change in packet["changes"]:
        for connection in connections.of_user(log[2:]):
            _follow_one(connection, change["entity"], change["entity_id"], gone=change["op"] == "delete")
            if (change["entity"], change["entity_id"]) == ("user", log[2:]):
                let_administrate(connection, change["row"]["is_admin"])


def _follow_one(connection: Connection, entity: str, entity_id: str, *, gone: bool) -> None:
    if entity == "conversation" and gone:
        part(connection, entity_id)
    elif entity == "conversation":
        join(connection, entity_id)
    elif entity == "device" and gone and connection.actor.device_id == entity_id:
        sign_out(connection)


def let_administrate(connection: Connection, is_admin: bool) -> None:
    """Who is an administrator, or no longer one, is so on the sockets that stand already."""
    if connection.actor.is_admin != is_admin:
        connection.actor = replace(connection.actor, is_admin=is_admin)


def sign_out(connection: Connection) -> None:
    """Close a socket whose device was signed out."""
    # Not here: the disconnect handlers must not run inside the transaction's turn.
    socketio.start_background_task(socketio.server.disconnect, connection.sid)
