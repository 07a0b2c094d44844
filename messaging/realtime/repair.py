"""What other processes told and nobody here heard: found in the database, at the heads of the logs.

Where several processes serve, packets travel between them as hints (`core/bus.py`). Whatever is lost on that way, by a
process that was killed after its commit or while Redis is away, is noticed here: the head of a log stands further than
what its readers were told. They get a packet without changes, whose numbers make them pull (protocol.md); rights that
ended meanwhile are taken away. At once when the line stands again, often while it does not, and now and then anyway.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterator, Sequence
from itertools import islice

from flask import Flask
from sqlalchemy import select

from messaging.accounts.models import Device, User, UserLog
from messaging.conversations.models import Conversation
from messaging.conversations.queries import conversation_ids_of
from messaging.core import publisher
from messaging.core.bus import Told, bus
from messaging.core.extensions import db, socketio
from messaging.core.meta import installation
from messaging.core.publisher import Packet
from messaging.core.standing import standing
from messaging.realtime import rooms
from messaging.realtime.connections import connections
from messaging.realtime.silence import silence

log = logging.getLogger(__name__)

WHILE_AWAY = 2.0
"""Seconds between two looks while Redis is away: how late people hear of what happened in another process."""
OTHERWISE = 60.0
LOOK_AGAIN_AFTER = 0.5
AT_ONCE = 500
"""Logs in one question."""


class Repair:
    """Up to where the readers of each log were told, and the looks at where the logs are."""

    def __init__(self) -> None:
        self._told: dict[str, int] = {}
        self._wanted = True

    def note(self, packet: Packet) -> None:
        """On the way of every packet, where several processes serve: one number is kept."""
        if bus.configured:
            self._told[packet["log"]] = packet["to"]

    def want(self) -> None:
        """Look soon, since something was missed."""
        self._wanted = True

    def watch(self, app: Flask) -> None:
        """Look for as long as the process lives."""
        waited = 0.0
        while True:
            socketio.sleep(LOOK_AGAIN_AFTER)
            waited += LOOK_AGAIN_AFTER
            if self._wanted or waited >= (WHILE_AWAY if bus.away else OTHERWISE):
                waited, self._wanted = 0.0, False
                self._look(app)

    def _look(self, app: Flask) -> None:
        if standing.trouble:  # whose end is told (core/standing.py)
            self._wanted = True
            return
        with app.app_context():
            try:
                self.look()
            except Exception as error:
                standing.note(error)
                log.exception("what may have been missed could not be looked for; it is tried again")
                self._wanted = True

    def look(self) -> None:
        """Tell the sockets of this process what they have not been told."""
        self._follow_epoch()
        users = {connection.actor.user_id for connection in connections.all()}
        for user_id, seq in _heads_of_users(users):
            if self._moved(f"u:{user_id}", seq):
                check_rights(user_id)
                self._hint(f"u:{user_id}", seq)
        conversations = {each for connection in connections.all() for each in connection.conversations}
        for conversation_id, seq, receipt_seq in _heads_of_conversations(conversations):
            if self._moved(f"c:{conversation_id}", seq):
                silence.learn_again(conversation_id)
                self._hint(f"c:{conversation_id}", seq)
            if self._moved(f"r:{conversation_id}", receipt_seq):
                self._hint(f"r:{conversation_id}", receipt_seq)
        heard = {f"u:{each}" for each in users} | {f"{kind}:{each}" for each in conversations for kind in "cr"}
        for name in self._told.keys() - heard:
            del self._told[name]

    def _moved(self, name: str, head: int) -> bool:
        return head > self._told.get(name, 0)

    def _hint(self, name: str, head: int) -> None:
        """Whoever is behind this number pulls; whoever is not ignores it."""
        self._told[name] = head
        packet = {"log": name, "from": head, "to": head, "changes": []}
        socketio.emit("changes", packet, to=publisher.room_of(name))

    def _follow_epoch(self) -> None:
        """Another process has found that a backup was put in the database's place."""
        if installation.changed():
            installation.load()
            socketio.emit("reset", {"epoch": installation.epoch})


def check_rights(user_id: str) -> None:
    """Let a person's sockets be where the database says: in their conversations, and signed out where they are."""
    session = db.session()
    signed_in = select(Device.id).join(User, User.id == Device.user_id)
    devices = set(session.scalars(signed_in.where(Device.user_id == user_id, User.deactivated_at.is_(None))))
    is_admin = session.scalar(select(User.is_admin).where(User.id == user_id)) or False
    now_in = set(conversation_ids_of(session, user_id))
    for connection in connections.of_user(user_id):
        rooms.let_administrate(connection, is_admin)
        if connection.actor.device_id not in devices:
            rooms.sign_out(connection)
            continue
        for conversation_id in connection.conversations - now_in:
            rooms.part(connection, conversation_id)
        for conversation_id in now_in - connection.conversations:
            rooms.join(connection, conversation_id)
    session.rollback()


def _heads_of_users(user_ids: Collection[str]) -> Iterator[tuple[str, int]]:
    for some in _parts(user_ids):
        rows = db.session.execute(select(UserLog.user_id, UserLog.last_seq).where(UserLog.user_id.in_(some))).all()
        db.session.rollback()
        yield from ((row.user_id, row.last_seq) for row in rows)


def _heads_of_conversations(conversation_ids: Collection[str]) -> Iterator[tuple[str, int, int]]:
    heads = select(Conversation.id, Conversation.last_seq, Conversation.last_receipt_seq)
    for some in _parts(conversation_ids):
        rows = db.session.execute(heads.where(Conversation.id.in_(some))).all()
        db.session.rollback()
        yield from ((row.id, row.last_seq, row.last_receipt_seq) for row in rows)


def _parts(ids: Collection[str]) -> Iterator[Sequence[str]]:
    rest = iter(sorted(ids))
    while some := list(islice(rest, AT_ONCE)):
        yield some


repair = Repair()
publisher.follow(repair.note)


@bus.on_arrival
def _arrive() -> None:
    repair.want()


@bus.on("arrived")
def _another_arrived(_told: Told) -> None:
    """Another process was away from the line, and what it told meanwhile was lost."""
    repair.want()


def start(app: Flask) -> None:
    """Begin to look, where there may be other processes."""
    if bus.configured:
        socketio.start_background_task(repair.watch, app)
