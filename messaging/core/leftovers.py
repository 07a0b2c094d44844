"""What SQLite leaves behind of what was removed, in the journal beside its file.

Inside the file `secure_delete` writes zeros over it (`database.py`). The journal keeps pages as they were until others
are written over them, which may take days where little is written.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from messaging.core.extensions import db
from messaging.core.threads import in_thread

PATIENCE = 5.0
"""Seconds to wait for somebody who still reads what was there before."""


def write_over(file: Path) -> None:
    """Bring the journal into the file and empty it. Who reads an older state for long keeps it until the next time.

    The first step takes the time, and holds up nobody; only the second needs a moment in which nobody writes.
    """
    with closing(sqlite3.connect(file, timeout=PATIENCE)) as connection:
        for way in ("PASSIVE", "TRUNCATE"):
            connection.execute(f"PRAGMA wal_checkpoint({way})")


def write_over_tables() -> None:
    """The same for the application's own tables; PostgreSQL looks after its own."""
    if db.engine.dialect.name == "sqlite" and db.engine.url.database:
        in_thread(write_over, Path(db.engine.url.database))
