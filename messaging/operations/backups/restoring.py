"""Put a backup in the place of what is here. It is checked first, what it replaces is kept, and the epoch changes, so
that every device pulls afresh and gives back what the backup lacks (protocol.md)."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from sqlalchemy import func, select

from config import Config
from messaging.core.extensions import db
from messaging.core.logs import SyncEvent
from messaging.core.meta import installation
from messaging.operations.backups import databases
from messaging.operations.backups.archive import unpack
from messaging.operations.backups.errors import BackupFailed
from messaging.operations.backups.manifest import NAME, Manifest, checksum, read_manifest
from messaging.operations.backups.media import link_all
from messaging.operations.backups.running import check_nobody_connected, nobody_else
from messaging.operations.backups.shelf import free_name
from messaging.operations.high_water import NOTE
from messaging.operations.migrate import known_revisions, prepare_database

SQLITE_FILES = ("", "-wal", "-shm")


@dataclass(frozen=True, slots=True)
class Restored:
    """What came back, and where that stands which was here before (None: nothing was)."""

    counts: dict[str, int]
    made_at: str | None
    replaced: Path | None


@dataclass(frozen=True, slots=True)
class _Checked:
    """A backup that may be put in place: its database, its media, and what it says of itself (a bare file: nothing)."""

    database: Path
    media: Path | None
    manifest: Manifest | None
    counts: dict[str, int]


def restore_backup(app: Flask, config: Config, source: Path) -> Restored:
    """Restore the folder, tar file or SQLite file `source`; raises BackupFailed, and then nothing has changed."""
    with nobody_else(config.data_dir), _at_hand(source, config.data_dir) as folder:
        with app.app_context():
            check_nobody_connected()
        checked = _check(folder, config)
        _check_room(checked, config.data_dir)
        replaced = _put_in_place(checked, config)
        if checked.media:
            link_all(checked.media, config.data_dir)
        (config.data_dir / NOTE).unlink(missing_ok=True)
        with app.app_context():
            prepare_database(app, config)
            installation.load()
            installation.renew_epoch(db.session.scalar(select(func.max(SyncEvent.at))))
            db.session.remove()
        made_at = checked.manifest.made_at if checked.manifest else None
        return Restored(checked.counts, made_at, replaced)


@contextmanager
def _at_hand(source: Path, data_dir: Path) -> Iterator[Path]:
    """The backup as a folder, or the bare file; unpacked for the length of the block where that is needed."""
    if not source.exists():
        raise BackupFailed(f"There is no {source}.")
    if source.is_dir() or _is_sqlite(source):
        yield source
        return
    with tempfile.TemporaryDirectory(prefix="restoring-", dir=data_dir) as folder:
        yield unpack(source, Path(folder))


def _is_sqlite(path: Path) -> bool:
    """Whether a file begins as SQLite's do."""
    with path.open("rb") as file:
        return file.read(16) == b"SQLite format 3\x00"


def _check(source: Path, config: Config) -> _Checked:
    manifest = read_manifest(source) if source.is_dir() else None
    database = source / manifest.database if manifest else source
    if manifest and not (database.is_file() and checksum(database) == manifest.sha256):
        raise BackupFailed(f"{database.name} in the backup is not what {NAME} says. Nothing was changed.")
    here = databases.SQLITE_NAME if databases.sqlite_file(config.database_url) else databases.POSTGRES_NAME
    kind = databases.SQLITE_NAME if manifest is None else manifest.database
    if kind != here:
        raise BackupFailed(
            "The backup is of another kind of database than DATABASE_URL names. "
            "Restore it into its own kind, then move it with `flask copy-database`."
        )
    if kind == databases.SQLITE_NAME:
        databases.check_sqlite(database)
        _, _, revision, counts = databases.facts_of_sqlite(database)
    else:
        assert manifest is not None
        revision, counts = manifest.revision, manifest.counts
    if revision not in known_revisions():
        raise BackupFailed("The backup was made by a newer version of QuChat. Install that version, then restore.")
    return _Checked(database, source if manifest else None, manifest, counts)


def _check_room(checked: _Checked, data_dir: Path) -> None:
    needed = checked.database.stat().st_size
    if shutil.disk_usage(data_dir).free < needed:
        raise BackupFailed(f"Not enough disk: {needed // 2**20 + 1} MB are needed in {data_dir}. Nothing was changed.")


def _put_in_place(checked: _Checked, config: Config) -> Path | None:
    """Exchange the databases; returns the folder with what was here."""
    aside = free_name(config.data_dir, "replaced-")
    target = databases.sqlite_file(config.database_url)
    if target is None:
        aside.mkdir()
        databases.dump_postgres(config.database_url, aside / databases.POSTGRES_NAME)
        databases.load_postgres(config.database_url, checked.database)
        return aside
    fresh = target.with_name(target.name + ".restoring")
    fresh.unlink(missing_ok=True)
    databases.copy_sqlite(checked.database, fresh)
    present = [path for ending in SQLITE_FILES if (path := Path(f"{target}{ending}")).exists()]
    if present:
        aside.mkdir()
    for path in present:
        path.rename(aside / path.name)
    fresh.rename(target)
    return aside if present else None
