"""Whether a server works with a DATA_DIR now: each process that does holds a shared lock in it."""

from __future__ import annotations

import fcntl
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path

from sqlalchemy import text

from messaging.core.database import NAME
from messaging.core.extensions import db
from messaging.core.service import Meanwhile, nobody_comes
from messaging.operations.backups.errors import BackupFailed

_held: list[TextIOWrapper] = []


def leaves_the_database_alone() -> bool:
    """Whether this process was started to put another database in the place of the present one. That one may be
    damaged, or still empty, and is not opened by itself."""
    words = iter(sys.argv[1:])
    for word in words:
        if word in _TAKES_A_VALUE:
            next(words, None)
        elif not word.startswith("-"):
            return word in ("restore", "copy-database")
    return False


_TAKES_A_VALUE = ("-A", "--app", "-e", "--env-file")
"""Flask's own options that stand before the command."""


def hold(data_dir: Path, meanwhile: Meanwhile = nobody_comes) -> None:
    """Say for as long as this process lives that it works here; waits while a backup is being put in place."""
    release()
    lock = _lock(data_dir)
    try:
        fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        with meanwhile("A backup is being put in place."):
            fcntl.flock(lock, fcntl.LOCK_SH)
    _held.append(lock)


def release() -> None:
    """Say so no more."""
    while _held:
        _held.pop().close()


@contextmanager
def nobody_else(data_dir: Path) -> Iterator[None]:
    """For the length of a block no server starts here; raises BackupFailed when one is running."""
    with _lock(data_dir) as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BackupFailed("QuChat is running on this DATA_DIR. Stop it first.") from None
        yield


def check_nobody_connected() -> None:
    """Raises BackupFailed when a process of QuChat uses this PostgreSQL database, perhaps from another machine."""
    if db.engine.dialect.name != "postgresql":
        return
    others = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
        " AND application_name = :name AND pid <> pg_backend_pid()"
    )
    connected = db.session.scalar(others, {"name": NAME})
    db.session.remove()
    if connected:
        raise BackupFailed("QuChat is running on this database, perhaps on another machine. Stop it first.")


def _lock(data_dir: Path) -> TextIOWrapper:
    return (data_dir / "running.lock").open("w")
