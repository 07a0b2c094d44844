"""Keeps the index up with the tables, behind whoever writes.

It follows the logs of conversations and people: per log it remembers, in the index and in the same transaction as what
it adds, up to which number it has read. So a crash loses nothing and doubles nothing, and what it has not read yet is
known and can be searched directly (`queries.py`).
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from typing import NamedTuple

from flask import Flask
from sqlalchemy import ColumnElement, Connection, Integer, String, column, func, literal, select, table, text
from sqlalchemy.orm import Session

from messaging.accounts.models import UserLog
from messaging.contexts.models import Context
from messaging.conversations.models import Conversation
from messaging.core import publisher
from messaging.core.extensions import db, socketio
from messaging.core.gathering import Gathering
from messaging.core.logs import SyncEvent
from messaging.core.meta import installation
from messaging.core.periodic import every
from messaging.core.publisher import Packet
from messaging.core.signals import messages_swept
from messaging.messages.models import Message
from messaging.search.documents import load_documents
from messaging.search.index import VERSION, Index, IndexDamaged, outdate, outdate_gone

log = logging.getLogger(__name__)

GATHER_SECONDS = 0.5
"""So long it waits after something happened, and does all of it together."""
BATCH = 400
"""Messages a transaction: about 20 ms of work."""
LARGE_BATCH = 5_000
"""Where nobody waits."""
REST = 4.0
"""It rests so many times as long as it worked, so that it never has more than a fifth of a processor."""
AT_ONCE = 2_000
"""A database of so many messages is indexed before its first search is answered."""

followed = table("search_followed", column("log", String), column("seq", Integer))
log_name: ColumnElement[str] = literal("c:") + Conversation.id
own_log_name: ColumnElement[str] = literal("u:") + UserLog.user_id


_ENTITIES = {"c": "message", "u": "context"}
"""What is taken from each kind of log. Contexts that a conversation shows are found by their owner alone."""


class Behind(NamedTuple):
    """A log, up to where it was followed, and where it ends."""

    log: str
    seq: int
    last: int


class Feeder:
    """Prepares the index when it is first needed, and feeds it."""

    def __init__(self) -> None:
        self.index: Index | None = None
        self._app: Flask | None = None
        self._prepared = ""
        self._news: Gathering[str] = Gathering(GATHER_SECONDS, self.feed)
        self._known: set[str] = set()
        self._preparing = threading.Lock()
        self._feeding = self._damaged = False
        self._stop_following: Callable[[], None] = lambda: None

    def bind(self, app: Flask, index: Index) -> None:
        """Feed this index from this application's database from now on."""
        self.forget()
        self._app, self.index = app, index
        self._stop_following()
        self._stop_following = publisher.listen(self._note)

    def forget(self) -> None:
        """Let go of what is open; the index is prepared again when it is needed."""
        if self.index is not None:
            self.index.close()
        self._prepared, self._feeding = "", False
        self._known.clear()
        self._news.forget()

    def _note(self, packet: Packet) -> None:
        """Something was written. On the way of every message: a look into a set, nothing more."""
        name = packet["log"]
        if name not in self._known:
            self._known.add(name)
            self._news.add(name)

    def prepare(self) -> Index:
        """The index, ready to be asked. A large database goes on being indexed in the background."""
        assert self.index is not None
        identity = f"{VERSION} {installation.server_id} {installation.epoch}"
        if self._prepared != identity:
            with self._preparing:
                if self._prepared != identity:
                    self._make(self.index, identity)
                    self._prepared, self._damaged = identity, False
        return self.index

    def note_damage(self) -> None:
        """What the index holds cannot be read: it is made anew before anything else is asked of it."""
        log.warning("the index of the search was damaged; it is made anew")
        self._prepared, self._damaged = "", True

    def _make(self, index: Index, identity: str) -> None:
        if not index.prepare(identity, anew=self._damaged):
            return
        count = index.write(lambda connection: _reserve_all(index, connection))
        if count <= AT_ONCE:
            while index.write(lambda connection: _fill(index, connection, BATCH)):
                pass
        else:
            log.info("indexing %d messages for the search", count)
            self._news.add("")

    def feed(self, _news: Sequence[str] = ()) -> None:
        """Do what there is to do, in small steps with rests between them. Whoever comes meanwhile is done with it."""
        if self._feeding or self._app is None:
            return
        self._feeding = True
        try:
            with self._app.app_context():
                self._work_off(self.prepare())
                db.session.remove()
        except IndexDamaged:
            self.note_damage()
        except Exception:
            # Searches look at what is not indexed themselves; the next message makes another attempt.
            log.exception("the index of the search could not be fed")
        finally:
            self._feeding = False

    def index_now(self) -> int:
        """Do all there is to do at once; how many messages and entries that were."""
        self._feeding, count = True, 0
        index = self.prepare()
        while done := index.write(lambda connection: _step(index, connection, LARGE_BATCH)):
            count += done
        self._feeding = False
        return count

    def forget_outdated(self, *, swept: bool = False) -> None:
        """What was deleted, or said otherwise before an edit, goes from the index; `swept`: and all without a row."""
        try:
            index = self.prepare()
            if swept:
                index.write(outdate_gone)
            _forget_all(index)
        except IndexDamaged:
            self.note_damage()

    def _work_off(self, index: Index) -> None:
        more = 1
        while more or self._known:
            self._known.clear()
            began = time.monotonic()
            more = index.write(lambda connection: _step(index, connection))
            pause = 0 if more >= BATCH else GATHER_SECONDS
            socketio.sleep(max(pause, REST * (time.monotonic() - began)))


def _step(index: Index, connection: Connection, size: int = BATCH) -> int:
    """A batch of what is new, and one of what was there before the index; how many they were, 0 when all is done."""
    return _catch_up(index, connection, size) + _fill(index, connection, size)


def _reserve_all(index: Index, connection: Connection) -> int:
    """Take a place for all that there is, messages in the order of time, and follow the logs from here."""
    for heads in (select(log_name, Conversation.last_seq), select(own_log_name, UserLog.last_seq)):
        connection.execute(followed.insert().from_select(["log", "seq"], heads))
    messages = connection.scalars(select(Message.id).order_by(Message.created_at, Message.id)).all()
    ids = [*connection.scalars(select(Context.id).where(Context.deleted_at.is_(None))), *messages]
    index.reserve(connection, ids)
    return len(ids)


def _fill(index: Index, connection: Connection, size: int) -> int:
    entries = index.unfilled(connection, size)
    if entries:
        with Session(connection) as session:
            documents = load_documents(session, [entry.message_id for entry in entries])
        index.fill(connection, entries, {document.row["id"]: document for document in documents})
        if len(entries) < size:
            index.tidy(connection)
    return len(entries)


def _catch_up(index: Index, connection: Connection, size: int) -> int:
    """Add what some logs hold beyond where they were followed to; how many entries that were."""
    room, ids, reached = size, dict[str, None](), dict[str, int]()
    for behind in behind_of(connection, limit=size):
        entries = connection.execute(
            select(SyncEvent.seq, SyncEvent.entity, SyncEvent.entity_id)
            .where(SyncEvent.log == behind.log, SyncEvent.seq > behind.seq)
            .order_by(SyncEvent.seq)
            .limit(room)
        ).all()
        ids |= dict.fromkeys(entry.entity_id for entry in entries if entry.entity == _ENTITIES[behind.log[0]])
        full = len(entries) == room
        reached[behind.log] = entries[-1].seq if full else behind.last
        room -= len(entries)
        if full:
            break
    if not reached:
        return 0
    with Session(connection) as session:
        documents = load_documents(session, list(ids))
    outdate(connection, ids.keys() - {document.row["id"] for document in documents if document.is_new})
    index.append(connection, sorted(documents, key=lambda document: document.row["created_at"]))
    _follow(connection, reached)
    return size - room


def _forget_all(index: Index) -> None:
    count = 0
    while forgotten := index.write(lambda connection: _forget_some(index, connection)):
        count += forgotten
    if count:
        index.write(index.tidy)
    index.write_over()


def _forget_some(index: Index, connection: Connection) -> int:
    """Let go of some of what is outdated; how much that was, 0 when nothing is left."""
    count = index.forget(connection, LARGE_BATCH)
    if not count:
        connection.execute(text("DELETE FROM search_outdated"))
    return count


def behind_of(connection: Connection, limit: int) -> list[Behind]:
    """The logs that hold more than was read of them."""
    found: list[Behind] = []
    for name, last in ((log_name, Conversation.last_seq), (own_log_name, UserLog.last_seq)):
        seq = func.coalesce(followed.c.seq, 0)
        behind = select(name, seq, last).outerjoin(followed, followed.c.log == name).where(last > seq)
        found += [Behind(*row) for row in connection.execute(behind.limit(limit - len(found)))]
    return found


def _follow(connection: Connection, reached: dict[str, int]) -> None:
    names = [{"name": name} for name in reached]
    connection.execute(text("DELETE FROM search_followed WHERE log = :name"), names)
    connection.execute(followed.insert(), [{"log": name, "seq": seq} for name, seq in reached.items()])


feeder = Feeder()


@messages_swept.connect
def let_go(_sender: None) -> None:
    """Messages have become too old: what they said goes from here, too."""
    if feeder.index is not None:
        feeder.forget_outdated(swept=True)


@every(60 * 60)
def let_go_of_the_outdated() -> None:
    """Who deletes or edits a message wants its words to be gone. It takes seconds, so all of an hour go at once."""
    feeder.forget_outdated()


@every(60)
def keep_up() -> None:
    """Prepare the index of a server that has just started, and make up for a feeding that failed."""
    feeder.feed()
