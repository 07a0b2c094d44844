"""Make a backup: media, then the database, then the media that came meanwhile; checked, and only then named as one."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from sqlalchemy import func, select, table, text

from messaging.core.clock import iso, now
from messaging.core.extensions import db
from messaging.core.meta import installation
from messaging.core.threads import in_thread
from messaging.operations.backups import databases
from messaging.operations.backups.errors import BackupFailed
from messaging.operations.backups.manifest import FORMAT, Manifest, checksum
from messaging.operations.backups.media import link_all
from messaging.operations.backups.shelf import (
    UNFINISHED,
    backups_in,
    forget_failure,
    free_name,
    one_at_a_time,
    prune,
    shelf_of,
)

ROOM = 64 * 2**20
"""Bytes that a backup leaves free on the disk: it must not be what stops the server."""


@dataclass(frozen=True, slots=True)
class Backup:
    """A finished backup and where it stands."""

    path: Path
    manifest: Manifest


def make_backup(app: Flask) -> Backup:
    """Back the whole installation up and keep the newest BACKUP_KEEP; raises BackupFailed, and then nothing changed."""
    with one_at_a_time(app.config["DATA_DIR"]):
        return _make(app)


def make_if(app: Flask, due: Callable[[], bool]) -> Backup | None:
    """A backup, if one is still `due` once it is this process's turn."""
    with one_at_a_time(app.config["DATA_DIR"]):
        return _make(app) if due() else None


def _make(app: Flask) -> Backup:
    data_dir: Path = app.config["DATA_DIR"]
    prune(data_dir, app.config["BACKUP_KEEP"])
    before = next(iter(backups_in(data_dir)), None)
    target = free_name(shelf_of(data_dir))
    folder = target.with_name(target.name + UNFINISHED)
    folder.mkdir()
    try:
        manifest = _fill(folder, data_dir, app.config["SQLALCHEMY_DATABASE_URI"], before)
    except (BackupFailed, OSError) as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise _in_words(error) from error
    folder.rename(target)
    forget_failure(data_dir)
    prune(data_dir, app.config["BACKUP_KEEP"])
    return Backup(target, manifest)


def _fill(folder: Path, data_dir: Path, url: str, before: Path | None) -> Manifest:
    """Media first, so that nothing is missing that is deleted meanwhile; then again, for what came meanwhile."""
    in_thread(link_all, data_dir, folder, before)
    name = _copy_database(url, folder)
    media = in_thread(link_all, data_dir, folder, before)
    manifest = _describe(folder, name, media)
    manifest.write(folder)
    return manifest


def _in_words(error: BackupFailed | OSError) -> BackupFailed:
    if isinstance(error, BackupFailed):
        return error
    return BackupFailed(f"The backup could not be written: {error.strerror or error}. Look at the disk of DATA_DIR.")


def _copy_database(url: str, folder: Path) -> str:
    """Copy the database into the folder; returns the copy's name."""
    source = databases.sqlite_file(url)
    if source is None:
        in_thread(databases.dump_postgres, url, folder / databases.POSTGRES_NAME)
        return databases.POSTGRES_NAME
    if shutil.disk_usage(folder).free < source.stat().st_size + ROOM:
        raise BackupFailed("The disk has no room for another copy of the database. Free some, then try again.")
    in_thread(databases.copy_sqlite, source, folder / databases.SQLITE_NAME)
    return databases.SQLITE_NAME


def _describe(folder: Path, name: str, media: dict[str, int]) -> Manifest:
    copy = folder / name
    if name == databases.SQLITE_NAME:
        server_id, epoch, revision, counts = in_thread(databases.facts_of_sqlite, copy)
    else:
        server_id, epoch, (revision, counts) = installation.server_id, installation.epoch, _facts_of_the_database()
    return Manifest(
        format=FORMAT,
        made_at=iso(now()),
        server_id=server_id,
        epoch=epoch,
        revision=revision,
        database=name,
        size=copy.stat().st_size,
        sha256=in_thread(checksum, copy),
        counts=counts,
        media=media,
    )


def _facts_of_the_database() -> tuple[str, dict[str, int]]:
    """Revision and counts of the running database, for a dump that cannot be asked itself."""
    revision = str(db.session.scalar(text("SELECT version_num FROM alembic_version")))
    count = select(func.count())
    counts = {name: int(db.session.scalar(count.select_from(table(name))) or 0) for name in databases.COUNTED}
    db.session.rollback()
    return revision, counts
