"""Presence: online, idle or offline, told to those who watch, gathered over a second.

Of people's sockets in this process, and of what other processes tell of theirs (`elsewhere.py`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from itertools import count
from typing import Any

from messaging.contacts.queries import contacts_among
from messaging.conversations.queries import people_known_to
from messaging.core.clock import iso, now
from messaging.core.extensions import db, socketio
from messaging.core.gathering import Gathering
from messaging.realtime.connections import Connection, connections
from messaging.realtime.elsewhere import Seen, State, elsewhere

GRACE_SECONDS = 8.0
"""A reload or a change of network must not flicker: who left counts as gone only after this."""
GATHER_SECONDS = 1.0

_last_seen: dict[str, str] = {}
_leaving: dict[str, int] = {}
_departures = count()


def of_user(user_id: str) -> dict[str, Any]:
    """`{user_id, state, last_seen_at}`"""
    seen = [_seen_here(user_id), *elsewhere.of_user(user_id)]
    states = {state for state, _ in seen}
    state = next(state for state in ("online", "idle", "offline") if state in states)
    return {"user_id": user_id, "state": state, "last_seen_at": max((at for _, at in seen if at), default=None)}


def _seen_here(user_id: str) -> Seen:
    return _state(user_id), _last_seen.get(user_id)


def _state(user_id: str) -> State:
    """As far as this process knows."""
    present = connections.of_user(user_id)
    if present:
        return "idle" if all(connection.idle for connection in present) else "online"
    return "online" if user_id in _leaving else "offline"


def watch(connection: Connection, user_ids: Collection[str]) -> None:
    """From now on tell this socket of these people, as far as its user knows them."""
    user_id, wanted = connection.actor.user_id, list(user_ids)
    connection.watching = people_known_to(db.session(), user_id, wanted) | contacts_among(db.session(), user_id, wanted)


def arrived(connection: Connection) -> None:
    user_id = connection.actor.user_id
    _last_seen[user_id] = iso(now())
    _leaving.pop(user_id, None)
    _tell(user_id)


def left(connection: Connection) -> None:
    """Note that a socket is gone; its user is offline when no other comes within the grace time."""
    user_id = connection.actor.user_id
    _last_seen[user_id] = iso(now())
    if connections.of_user(user_id):
        _tell(user_id)
        return
    _leaving[user_id] = departure = next(_departures)
    socketio.start_background_task(_leave_after_grace, user_id, departure)


def _leave_after_grace(user_id: str, departure: int) -> None:
    socketio.sleep(GRACE_SECONDS)
    if _leaving.get(user_id) == departure:
        del _leaving[user_id]
        _tell(user_id)


def set_idle(connection: Connection, idle: bool) -> None:
    connection.idle = idle
    _last_seen[connection.actor.user_id] = iso(now())
    _tell(connection.actor.user_id)


def _tell(user_id: str) -> None:
    _changed.add(user_id)


def _send(user_ids: list[str]) -> None:
    """Tell the other processes, and each socket of those whom it watches."""
    changed = set(user_ids)
    elsewhere.tell({user_id: _seen_here(user_id) for user_id in changed})
    _tell_watchers(changed)


def _tell_watchers(user_ids: Iterable[str]) -> None:
    changed = set(user_ids)
    for connection in connections.all():
        watched = changed & connection.watching
        if watched:
            socketio.emit("presence", {"users": of_users(watched)}, to=connection.sid)


_changed: Gathering[str] = Gathering(GATHER_SECONDS, _send)
elsewhere.listen(_tell_watchers)


def of_users(user_ids: Iterable[str]) -> list[dict[str, Any]]:
    return [of_user(user_id) for user_id in sorted(user_ids)]
