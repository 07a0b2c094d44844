"""Where each connected person may not write, kept beside the connection: needed just when nobody can be asked."""

from __future__ import annotations

from flask import Flask

from messaging.conversations.queries import silenced
from messaging.core import publisher
from messaging.core.extensions import db, socketio
from messaging.core.publisher import Packet
from messaging.realtime.connections import Connection, connections

TOUCHING = ("conversation", "membership")
"""Entities of a conversation's log with which somebody's right to write may change."""


class Silence:
    """Follows who may write where."""

    def __init__(self) -> None:
        self._app: Flask | None = None
        publisher.follow(self._follow)

    def bind(self, app: Flask) -> None:
        self._app = app

    def learn(self, connection: Connection) -> None:
        """Ask for all conversations of a new connection."""
        found = silenced(db.session(), user_id=connection.actor.user_id)
        connection.silent = {conversation_id for conversation_id, _ in found}

    def _follow(self, packet: Packet) -> None:
        log = packet["log"]
        touches = log.startswith("c:") and any(change["entity"] in TOUCHING for change in packet["changes"])
        if touches and connections.in_conversation(log[2:]):
            # Not here: packets leave in the writer's turn.
            socketio.start_background_task(self.learn_again, log[2:])

    def learn_again(self, conversation_id: str) -> None:
        """Ask for everybody who is connected in a conversation."""
        if self._app is None:
            return
        with self._app.app_context():
            found = {user_id for _, user_id in silenced(db.session(), conversation_id=conversation_id)}
        for connection in connections.in_conversation(conversation_id):
            silent = connection.actor.user_id in found
            (connection.silent.add if silent else connection.silent.discard)(conversation_id)


silence = Silence()
