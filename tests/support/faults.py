"""Plugs to pull, within the process: the database refuses every write, in the words of the fault."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

from flask import Flask
from sqlalchemy import event

from messaging.core import database
from messaging.core.extensions import db

# As SQLite itself reports them, by means that leave the file alone. (A full one has room in the pages that it has: only
# long texts meet it.)
PLUGS = {"read_only": "PRAGMA query_only = ON", "full": "PRAGMA max_page_count = 1"}

ON_POSTGRES = {"read_only": "SET default_transaction_read_only = on"}


@contextmanager
def unwritable(app: Flask, fault: str = "read_only") -> Iterator[None]:
    """For the length of a block nothing can be written."""

    def pull_the_plug(connection: Any, _record: Any) -> None:
        if engine.dialect.name == "sqlite":
            connection.execute(PLUGS[fault])
            return
        with connection.cursor() as cursor:
            cursor.execute(ON_POSTGRES[fault])
        connection.commit()

    with app.app_context():
        db.session.remove()
        engine = db.engine
    engine.dispose()
    event.listen(engine, "connect", pull_the_plug)
    free = 0 if fault == "full" else 2**40
    try:
        with patch.object(database.shutil, "disk_usage", lambda _folder: SimpleNamespace(free=free, total=2**40)):
            yield
    finally:
        event.remove(engine, "connect", pull_the_plug)
        with app.app_context():
            db.session.remove()
        engine.dispose()
