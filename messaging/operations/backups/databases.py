"""A copy of the database while it is written to, checked; and the way back.

SQLite by its online backup, PostgreSQL by its own tools. All of it blocks: call it through `in_thread`.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import URL, make_url

from messaging.operations.backups.errors import BackupFailed

SQLITE_NAME = "messaging_app.db"
POSTGRES_NAME = "messaging_app.dump"
COUNTED = ("user", "conversation", "message", "file")
PAGES = 512
"""Copied at a time; in between writers have their turn."""
PAUSE = 0.002


def sqlite_file(database_url: str) -> Path | None:
    """The file of a SQLite database; None for another one."""
    url = make_url(database_url)
    return Path(url.database or "").absolute() if url.get_backend_name() == "sqlite" else None


def copy_sqlite(source: Path, target: Path) -> None:
    """Copy a SQLite database that may be in use, and check the copy."""
    with opened(source) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new, pages=PAGES, sleep=PAUSE)
        # Readers of a journal of writes leave files beside the database, and a backup is to be one file.
        new.execute("PRAGMA journal_mode=DELETE")
    check_sqlite(target)


def check_sqlite(path: Path) -> None:
    """Raises BackupFailed when the file is no sound SQLite database."""
    try:
        with opened(path) as database:
            found = [row[0] for row in database.execute("PRAGMA integrity_check(1)")]
    except sqlite3.DatabaseError as error:
        found = [str(error)]
    if found != ["ok"]:
        raise BackupFailed(f"{path.name} is damaged ({found[0]}). Nothing was changed.")


def facts_of_sqlite(path: Path) -> tuple[str, str, str, dict[str, int]]:
    """`(server_id, epoch, revision, rows by table)` of a database; raises BackupFailed when it is not one of QuChat."""
    try:
        with opened(path) as database:
            revision = database.execute("SELECT version_num FROM alembic_version").fetchone()[0]
            meta = dict(database.execute("SELECT name, value FROM meta"))
            there = {row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            counts = {
                table: database.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0]  # noqa: S608
                for table in COUNTED
                if table in there
            }
            return meta["server_id"], meta["epoch"], revision, counts
    except (sqlite3.DatabaseError, TypeError, KeyError):
        raise BackupFailed(f"{path.name} is not a database of QuChat. Nothing was changed.") from None


@contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    """For reading alone. What has no journal of writes beside it is not in use, and nothing is put beside it."""
    how = "mode=ro" if path.with_name(f"{path.name}-wal").exists() else "mode=ro&immutable=1"
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?{how}", uri=True)) as connection:
        yield connection


def dump_postgres(database_url: str, target: Path) -> None:
    """Copy a PostgreSQL database, as of one moment, into a file of `pg_dump`, and check that it can be read."""
    url = make_url(database_url)
    _run(url, "pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={target}")
    _run(url, "pg_restore", "--list", str(target), connected=False)


def load_postgres(database_url: str, dump: Path) -> None:
    """Put what `dump` holds in the place of what the database holds, all or nothing."""
    options = ("--clean", "--if-exists", "--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error")
    url = make_url(database_url)
    _run(url, "pg_restore", *options, f"--dbname={url.database}", str(dump))


def _run(url: URL, tool: str, *arguments: str, connected: bool = True) -> None:
    """Run one of PostgreSQL's tools. What it needs to sign in travels in the environment, where nobody else sees it."""
    found = shutil.which(tool)
    if found is None:
        raise BackupFailed(f"{tool} is missing. Install PostgreSQL's client programs (Debian: postgresql-client).")
    environment = {**os.environ, **(_sign_in(url) if connected else {})}
    done = subprocess.run([found, *arguments], env=environment, capture_output=True, text=True)  # noqa: S603
    if done.returncode != 0:
        reason = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise BackupFailed(f"{tool} failed: {reason[:300]}")


def _sign_in(url: URL) -> dict[str, str]:
    told = {
        "PGHOST": url.host or url.query.get("host"),
        "PGPORT": str(url.port) if url.port else None,
        "PGUSER": url.username,
        "PGPASSWORD": url.password,
        "PGDATABASE": url.database,
        "PGSSLMODE": url.query.get("sslmode"),
    }
    return {name: str(value) for name, value in told.items() if value}
