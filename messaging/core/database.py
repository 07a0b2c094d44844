"""The database: connections set up once, and `unit_of_work`, the only place that commits."""

from __future__ import annotations

import errno
import logging
import os
import re
import shutil
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import Connection, Dialect, Engine, ExceptionContext, event, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from config import Config
from messaging.core import publisher
from messaging.core.changes import Change
from messaging.core.extensions import db
from messaging.core.standing import standing
from messaging.core.threads import eventlet_in_charge
from messaging.core.troubles import reason_of

log = logging.getLogger(__name__)

NAME = "quchat"
"""By which PostgreSQL knows the connections of a process, whichever machine it runs on."""
TURN = 0x7175636861740000
"""Number of the advisory lock by which processes on one PostgreSQL take turns at writing."""
PATIENCE = "SET LOCAL lock_timeout = '10s'; SET LOCAL idle_in_transaction_session_timeout = '60s'"
"""Nobody who writes waits for ever: neither for a turn, nor for a process that stopped in the middle of its own."""

# One writer at a time in this process. SQLite would queue them too, but by polling with a sleep, and under
# eventlet a writer that waits inside SQLite stops the very loop on which the other would finish.
_writers = threading.Lock()

LOCK_PATIENCE = 5.0
"""Seconds to wait for another program that writes into the same SQLite file."""
LOOK_EVERY = 0.025
BLOCKING_MS = 10
"""So long SQLite itself may wait on eventlet, where everybody waits along."""
CONNECT_SECONDS = 5
ROOM = 4 * 2**20
"""Bytes that must be free on the disk before a full one counts as free again."""


@dataclass(slots=True)
class UnitOfWork:
    """One write transaction and what it will tell the world once it is committed."""

    session: Session
    dialect: Dialect
    changes: list[Change] = field(default_factory=list)
    op_ids: set[str] = field(default_factory=set)
    afterwards: list[Callable[[], None]] = field(default_factory=list)
    """What to do once it is committed, for what no rollback could undo. A failure there is logged."""
    alone: bool = False
    _cursor: Any = None

    def cursor(self) -> Any:
        """The driver's cursor inside this transaction, for prepared statements."""
        if self._cursor is None:
            self._cursor = self.session.connection().connection.cursor()
        return self._cursor

    def take_turn(self, *, alone: bool) -> None:
        """Wait until no other process writes, or with `alone=False` none that must write alone."""
        if self.dialect.name == "postgresql" and not self.alone:
            lock = "pg_advisory_xact_lock" if alone else "pg_advisory_xact_lock_shared"
            self.session.connection().exec_driver_sql(f"{PATIENCE}; SELECT {lock}({TURN})")
        self.alone = self.alone or alone


def engine_options(config: Config) -> dict[str, Any]:
    """What SQLAlchemy's engine is made with. Parameters are hidden: errors are logged, messages must not be."""
    if config.database_url.startswith("sqlite"):
        connecting: dict[str, Any] = {"connect_args": {"check_same_thread": False}}
        return {"pool_size": 8, "max_overflow": 24, "hide_parameters": True, **connecting}
    # A machine that is gone says nothing: without these, whoever asks it would wait for minutes.
    patience = {
        "application_name": NAME,
        "connect_timeout": CONNECT_SECONDS,
        "keepalives_idle": 30,
        "tcp_user_timeout": 15_000,
    }
    pool = {"pool_size": 10, "max_overflow": 20, "pool_pre_ping": True}
    return {**pool, "hide_parameters": True, "connect_args": patience}


def bind(app: Flask, config: Config) -> None:
    """Attach the database to the application and set its connections up."""
    app.config["SQLALCHEMY_DATABASE_URI"] = config.database_url
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = engine_options(config)
    db.init_app(app)
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            _prepare_sqlite(db.engine, config.sqlite_synchronous)
        else:
            _prepare_postgres(db.engine)
    standing.bind(app, _attempt_to_write)


def _prepare_postgres(engine: Engine) -> None:
    @event.listens_for(engine, "handle_error")
    def keep_rows_out_of_the_log(context: ExceptionContext) -> None:
        for error in (context.original_exception, context.sqlalchemy_exception):
            if error is not None:
                without_rows(error)


def without_rows(error: BaseException) -> BaseException:
    """An error of PostgreSQL's without the row that it quotes: errors are logged, messages must not be."""
    error.args = tuple(_DETAIL.sub("", arg) if isinstance(arg, str) else arg for arg in error.args)
    return error


_DETAIL = re.compile(r"^(DETAIL|CONTEXT):.*", re.MULTILINE | re.DOTALL)


def _prepare_sqlite(engine: Engine, synchronous: str) -> None:
    @event.listens_for(engine, "connect")
    def set_pragmas(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None  # SQLAlchemy's events begin; the driver must not
        for pragma in (
            "journal_mode=WAL",
            f"synchronous={synchronous}",
            "busy_timeout=5000",
            "foreign_keys=ON",
            "cache_size=-16000",
            "mmap_size=134217728",
            "temp_store=MEMORY",
            # What is deleted is overwritten, also by an SQLite that was not built to (Debian's is).
            "secure_delete=ON",
            # A checkpoint waits for the disk. Rarer ones also write a page once that many messages have changed.
            "wal_autocheckpoint=4000",
            "journal_size_limit=67108864",
        ):
            connection.execute(f"PRAGMA {pragma}")
        if eventlet_in_charge():
            connection.execute(f"PRAGMA busy_timeout={BLOCKING_MS}")
        # SQLite's own knows only ASCII: whoever looks for "дора" must find Дора.
        connection.create_function("lower", 1, _lower, deterministic=True)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # A transaction that reads first and writes later fails at once with "database is locked" when another
        # wrote in between, whatever the timeout; one that will write takes the lock before it reads.
        if connection.get_execution_options().get("writes"):
            _begin_to_write(connection)
        else:
            connection.exec_driver_sql("BEGIN")


def _begin_to_write(connection: Connection) -> None:
    """Wait for another program's turn to end, on eventlet without stopping everybody."""
    until = time.monotonic() + LOCK_PATIENCE
    while True:
        try:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            return
        except OperationalError as error:
            if reason_of(error) != "busy" or standing.trouble or time.monotonic() >= until:
                raise
        time.sleep(LOOK_EVERY)


def _attempt_to_write() -> None:
    """What shows whether the database can be written: a write that changes nothing."""
    folder = db.engine.url.database if db.engine.dialect.name == "sqlite" else None
    if folder and shutil.disk_usage(Path(folder).parent).free < ROOM:
        # A few bytes may still find a place; that would look like room until the next message.
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    with _writers, db.engine.connect().execution_options(writes=True) as connection, connection.begin():
        connection.execute(text("UPDATE meta SET value = value WHERE name = 'epoch'"))


def current_unit() -> UnitOfWork | None:
    """The unit of work that this request or event is in."""
    unit: UnitOfWork | None = db.session().info.get("unit_of_work")
    return unit


def _lower(value: Any) -> Any:
    return value.lower() if isinstance(value, str) else value


@contextmanager
def unit_of_work(*, alone: bool = True) -> Iterator[UnitOfWork]:
    """One write transaction: all of it is committed and then published, or nothing happened.

    What it reads stays as it was read: nobody else writes meanwhile, in no process. With `alone=False`, for what is
    done all the time, others of that kind may; it must lock the rows that it decides by (docs/logs.md).

    Inside another unit of work it joins that one, so that actions compose.
    """
    session = db.session()
    outer = current_unit()
    if outer is not None:
        if alone and not outer.alone:
            outer.take_turn(alone=True)
        yield outer
        return
    standing.check()
    with _writers:
        session.rollback()  # a snapshot that this request has read would make the write fail
        unit = session.info["unit_of_work"] = UnitOfWork(session, db.engine.dialect)
        try:
            session.connection(execution_options={"writes": True})
            unit.take_turn(alone=alone)
            yield unit
            session.commit()
        except BaseException as error:
            standing.note(error)
            session.rollback()
            raise
        finally:
            del session.info["unit_of_work"]
        # Still in the writer's turn, so that packets leave in the order of their numbers.
        publisher.publish(unit.changes)
    for task in unit.afterwards:
        _attempt(task)


def _attempt(task: Callable[[], None]) -> None:
    try:
        task()
    except Exception:
        log.exception("what should follow a commit was not done")
