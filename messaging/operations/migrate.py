"""The database is created and migrated at start: under a lock, after a snapshot when it holds data."""

from __future__ import annotations

import fcntl
import logging
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import inspect
from sqlalchemy.exc import OperationalError

from config import ROOT, Config, ConfigurationError
from messaging.core.clock import now
from messaging.core.extensions import db
from messaging.core.service import Meanwhile, maintenance_for, nobody_comes
from messaging.core.turns import in_turn

log = logging.getLogger(__name__)

MIGRATIONS = ROOT / "migrations"
KEEP_SNAPSHOTS = 3
UPDATING = "QuChat is being updated."


def prepare_database(app: Flask, config: Config, meanwhile: Meanwhile = nobody_comes) -> None:
    """Bring the database to this code's schema. Raises ConfigurationError when it is newer than the code, or away."""
    with app.app_context():
        _reach_postgres()
    with app.app_context(), _one_process_at_a_time(config.data_dir), in_turn("migrate"):
        present, newest = _revision(), ScriptDirectory(str(MIGRATIONS)).get_current_head()
        if present == newest:
            return
        if present is not None and present not in known_revisions():
            raise ConfigurationError(
                f"The database is newer than this version of QuChat (revision {present}). "
                "Install the newer version again, or restore a backup made with this one."
            )
        if present is None:
            upgrade(directory=str(MIGRATIONS))
        else:
            with meanwhile(UPDATING):
                _snapshot(config)
                # Other processes may still work here, with the code of before.
                with maintenance_for(config.data_dir, UPDATING):
                    upgrade(directory=str(MIGRATIONS))
        log.info("database at revision %s", newest)


def known_revisions() -> set[str]:
    """Every schema that this code can carry forward."""
    return {script.revision for script in ScriptDirectory(str(MIGRATIONS)).walk_revisions()}


def _reach_postgres() -> None:
    """Raises ConfigurationError when it does not answer, or does not let us in."""
    if db.engine.dialect.name != "postgresql":
        return
    try:
        db.engine.connect().close()
    except OperationalError as error:
        said = str(error.orig).strip().partition("\n")[0]
        raise ConfigurationError(
            f"PostgreSQL cannot be used: {said}. Is it running, and are the host, the user, the password and the "
            "database of DATABASE_URL right?"
        ) from None


def _revision() -> str | None:
    try:
        with db.engine.connect() as connection:
            revision: str | None = MigrationContext.configure(connection).get_current_revision()
            if revision is None and inspect(connection).has_table("user"):
                raise ConfigurationError("The database holds tables that QuChat did not make. Nothing was changed.")
            return revision
    except Exception as error:
        if isinstance(getattr(error, "orig", None), sqlite3.DatabaseError):
            raise ConfigurationError(
                f"The database cannot be opened: {error.orig}. Nothing was changed. "  # type: ignore[attr-defined]
                "If the file is damaged, put a backup in its place: flask restore BACKUP (docs/backup.md)."
            ) from None
        raise


@contextmanager
def _one_process_at_a_time(data_dir: Path) -> Iterator[None]:
    with (data_dir / "migrate.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _snapshot(config: Config) -> None:
    """Copy the SQLite file as it is before a migration, and keep the newest few such copies."""
    if not config.database_url.startswith("sqlite:///"):
        return
    source = Path(config.database_url.removeprefix("sqlite:///"))
    folder = config.data_dir / "before-migration"
    folder.mkdir(exist_ok=True)
    needed = source.stat().st_size
    if shutil.disk_usage(folder).free < 2 * needed:
        raise ConfigurationError(f"Not enough disk for a snapshot before migrating: {needed // 2**20} MB are needed.")
    target = folder / f"{now():%Y%m%d-%H%M%S}.db"
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)
    for stale in sorted(folder.glob("*.db"))[:-KEEP_SNAPSHOTS]:
        stale.unlink()
