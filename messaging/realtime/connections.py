"""Who is connected to this process: one Connection a socket."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from messaging.core.actor import Actor


@dataclass(slots=True, eq=False)
class Connection:
    """A socket and who it belongs to. The actor is looked up once, when it connects; signing out closes it."""

    sid: str
    actor: Actor
    conversations: set[str] = field(default_factory=set)
    """Whose rooms it is in; follows membership."""
    silent: set[str] = field(default_factory=set)
    """Those of them in which its user may not write, for when the database can't be asked."""
    joined: set[str] = field(default_factory=set)
    """Conversations whose typing it wants to hear."""
    typing: set[str] = field(default_factory=set)
    watching: set[str] = field(default_factory=set)
    """Users whose presence it wants to hear."""
    idle: bool = False


class Connections:
    """All connections of this process, by socket and by user."""

    def __init__(self) -> None:
        self._by_sid: dict[str, Connection] = {}
        self._by_user: defaultdict[str, set[Connection]] = defaultdict(set)

    def add(self, connection: Connection) -> None:
        self._by_sid[connection.sid] = connection
        self._by_user[connection.actor.user_id].add(connection)

    def remove(self, sid: str) -> Connection | None:
        connection = self._by_sid.pop(sid, None)
        if connection:
            of_user = self._by_user[connection.actor.user_id]
            of_user.discard(connection)
            if not of_user:
                self._by_user.pop(connection.actor.user_id, None)
        return connection

    def get(self, sid: str) -> Connection | None:
        return self._by_sid.get(sid)

    def of_user(self, user_id: str) -> list[Connection]:
        return list(self._by_user.get(user_id, ()))

    def in_conversation(self, conversation_id: str) -> list[Connection]:
        return [connection for connection in self._by_sid.values() if conversation_id in connection.conversations]

    def all(self) -> list[Connection]:
        return list(self._by_sid.values())


connections = Connections()
