"""Live delivery: turns committed changes into packets and hands them to the sockets.

A packet is a hint (protocol.md): it may be lost, and the log is the truth. Where several processes serve, each sends to
the sockets that it holds, and tells the others (`core/bus.py`).
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from itertools import groupby
from typing import Any

from messaging.core import metrics
from messaging.core.bus import Told, bus
from messaging.core.changes import Change
from messaging.core.extensions import socketio

log = logging.getLogger(__name__)

Packet = dict[str, Any]

_listeners: list[Callable[[Packet], None]] = []
_followers: list[Callable[[Packet], None]] = []
_diverted: dict[str, Callable[[Change], None]] = {}


def publish(changes: Iterable[Change]) -> None:
    """Send the committed `changes`, one packet a log, each in the order of its numbers.

    Whatever goes wrong here is logged and never told to the sender: what they sent is stored.
    """
    try:
        _publish(changes)
    except Exception:
        log.exception("committed changes were not sent; clients will pull them")


def _publish(changes: Iterable[Change]) -> None:
    direct = []
    for change in changes:
        diversion = _diverted.get(change.log[0])
        if diversion:
            diversion(change)
        else:
            direct.append(change)
    direct.sort(key=lambda change: change.seq)  # what hangs on a message is written before the message's entry
    for (_, name), of_log in groupby(sorted(direct, key=_turn), key=_turn):
        send(packet_of(name, list(of_log)))


def _turn(change: Change) -> tuple[bool, str]:
    """By log, people's own first: who was removed must be out of the room before it hears what follows."""
    return not change.log.startswith("u:"), change.log


def divert(kind: str, taker: Callable[[Change], None]) -> None:
    """Give changes of logs of this kind to `taker`, which sends them later and together."""
    _diverted[kind] = taker


def packet_of(log: str, changes: list[Change]) -> Packet:
    """A `changes` packet: apply if `from ≤ mine < to`."""
    packet: Packet = {
        "log": log,
        "from": changes[0].seq - 1,
        "to": changes[-1].seq,
        "changes": [change.as_dict() for change in changes],
    }
    if changes[-1].head is not None:
        packet["head"] = changes[-1].head
    return packet


def send(packet: Packet) -> None:
    """Send one packet to all who read its log."""
    for listener in _listeners:
        listener(packet)
    metrics.packets.inc()
    _hand_out(packet)
    bus.tell("changes", packet["log"], packet)


def _hand_out(packet: Packet) -> None:
    """Give a packet to the sockets of this process, after those who must see it before them."""
    for follower in _followers:
        follower(packet)
    socketio.emit("changes", packet, to=room_of(packet["log"]))


@bus.on("changes")
def _take(told: Told) -> None:
    """A packet of another process. Most concern nobody here, and are not even read."""
    if anybody_in(room_of(told.about)):
        _hand_out(told.data)


def emit(event: str, data: Any, room: str, *, skip_sid: str | None = None) -> None:
    """Send an event that no log holds to a room, wherever its sockets are connected."""
    socketio.emit(event, data, to=room, skip_sid=skip_sid)
    bus.tell("event", room, [event, data])


@bus.on("event")
def _take_event(told: Told) -> None:
    if anybody_in(told.about):
        event, data = told.data
        socketio.emit(event, data, to=told.about)


def anybody_in(room: str) -> bool:
    """Whether a socket of this process is in a room."""
    return bool(socketio.server.manager.rooms.get("/", {}).get(room))


def room_of(log: str) -> str:
    """The Socket.IO room that hears a log: a conversation's members hear its receipts too."""
    return "c:" + log[2:] if log.startswith("r:") else log


def listen(listener: Callable[[Packet], None]) -> Callable[[], None]:
    """Also give every packet that this process sends to `listener`; returns a function that ends it."""
    _listeners.append(listener)
    return lambda: _listeners.remove(listener)


def follow(follower: Callable[[Packet], None]) -> None:
    """Give `follower` every packet before the sockets of this process hear it, whichever process sends it."""
    _followers.append(follower)
