"""Counts what the database is asked, by the driver's own trace: prepared statements do not pass SQLAlchemy's events."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask
from sqlalchemy import event

from messaging.core.extensions import db

FRAME = ("BEGIN", "COMMIT", "ROLLBACK", "PRAGMA", "--")
"""What frames a transaction, or is traced twice."""


@contextmanager
def statements(app: Flask) -> Iterator[list[str]]:
    """The statements run in the block, as text."""
    run: list[str] = []

    def trace(statement: str) -> None:
        if not statement.lstrip().upper().startswith(FRAME):
            run.append(statement)

    def trace_connection(connection: sqlite3.Connection, _record: object = None, _proxy: object = None) -> None:
        connection.set_trace_callback(trace)

    def untrace(connection: sqlite3.Connection, _record: object = None) -> None:
        connection.set_trace_callback(None)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "checkout", trace_connection)
    event.listen(engine, "checkin", untrace)
    try:
        yield run
    finally:
        event.remove(engine, "checkout", trace_connection)
        event.remove(engine, "checkin", untrace)
