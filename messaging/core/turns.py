"""Who of several processes does what only one may do: PostgreSQL's advisory locks, which end with their connection.

On SQLite one process serves (`engine/alone.py`), and its turn is always its own.
"""

from __future__ import annotations

import hashlib
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError

from messaging.core.extensions import db

log = logging.getLogger(__name__)


def number_of(name: str) -> int:
    """An advisory lock's number, 64 bits, from a name."""
    return int.from_bytes(hashlib.sha256(f"quchat {name}".encode()).digest()[:8], signed=True)


@contextmanager
def in_turn(name: str) -> Iterator[None]:
    """Wait until no other process is in a block of this name, on whichever machine."""
    if db.engine.dialect.name != "postgresql":
        yield
        return
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.detach()  # out of the pool: what is set here, and the lock, end with it
        connection.execute(text("SET lock_timeout = 0"))  # the other one may take its time
        connection.execute(text("SELECT pg_advisory_lock(:number)"), {"number": number_of(name)})
        yield


class Turn:
    """Something that one process does for all, for as long as it lives; then another takes it over."""

    def __init__(self, name: str) -> None:
        self._number = number_of(name)
        self._connection: Connection | None = None
        self._guard = threading.Lock()

    def is_ours(self) -> bool:
        """Whether this process has the turn, taking it where nobody has it. Within an application context."""
        if db.engine.dialect.name != "postgresql":
            return True
        with self._guard:
            try:
                return self._held() or self._take()
            except SQLAlchemyError as error:
                log.info("whose turn it is cannot be asked: %s", type(error).__name__)
                self._let_go()
                return False

    def _held(self) -> bool:
        """The lock is held as long as the connection on which it was taken."""
        if self._connection is None:
            return False
        self._connection.execute(text("SELECT 1"))
        return True

    def _take(self) -> bool:
        connection = db.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        connection.detach()  # out of the pool, which would reset it
        taken = connection.scalar(text("SELECT pg_try_advisory_lock(:number)"), {"number": self._number})
        if taken:
            self._connection = connection
            return True
        connection.close()
        return False

    def _let_go(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.invalidate()
            connection.close()
