"""What nobody came back for goes: files that no message got, uploads given up, bytes that a crash left behind."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from sqlalchemy import exists, select

from messaging.core.clock import now
from messaging.core.database import unit_of_work
from messaging.core.extensions import db
from messaging.core.meta import installation
from messaging.core.periodic import every
from messaging.core.threads import in_thread
from messaging.files.folders import blobs_dir, part_path, previews_dir, uploads_dir
from messaging.files.models import File, MessageFile, Upload
from messaging.files.release import AT_ONCE, release, remove_unused, unused
from messaging.files.uploads import LIFETIME, expires_at

HOUR = 60 * 60
ORPHANED_FOR = timedelta(days=1)
"""So long a file waits for its message: the person may have gone offline after sending it."""


@every(HOUR)
def sweep() -> None:
    """Remove all of it."""
    sweep_orphans()
    sweep_uploads()
    sweep_parts()
    sweep_blobs()


def sweep_orphans() -> None:
    """Files that no message holds."""
    held = exists().where(MessageFile.file_id == File.id)
    with unit_of_work() as unit:
        orphans = select(File.id).where(File.created_at < now() - ORPHANED_FOR, ~held)
        restored_at = installation.giving_back_since()
        if restored_at is not None:  # their messages may have been lost, and come back
            orphans = orphans.where(File.created_at > restored_at)
        release(unit, unit.session.scalars(orphans).all())


def sweep_uploads() -> None:
    """Uploads of which nothing has arrived for a day."""
    with unit_of_work() as unit:
        for upload in unit.session.scalars(select(Upload)).all():
            if expires_at(upload) < now():
                unit.session.delete(upload)
                part_path(upload.id).unlink(missing_ok=True)


def sweep_parts() -> None:
    """What a crash left among the uploads."""
    known = set(db.session.scalars(select(Upload.id)))
    db.session.rollback()
    for left in _old(uploads_dir().iterdir()):
        if left.is_dir():
            shutil.rmtree(left, ignore_errors=True)
        elif left.stem not in known:
            left.unlink(missing_ok=True)


def sweep_blobs() -> None:
    """Bytes and previews of which no file knows. Not after a restore: who undoes it must find them."""
    if installation.giving_back_since() is not None:
        return
    for folder in (blobs_dir(), previews_dir()):
        hashes = in_thread(_old_names, folder)
        for start in range(0, len(hashes), AT_ONCE):
            strays = unused(db.session(), hashes[start : start + AT_ONCE])
            db.session.rollback()
            if strays:
                remove_unused(strays)


def _old_names(folder: Path) -> list[str]:
    return [kept.name for kept in _old(folder.glob("*/*"))]


def _old(paths: Iterator[Path]) -> Iterator[Path]:
    """Those that have not changed for as long as an upload lives; what goes meanwhile is nobody's concern."""
    oldest = time.time() - LIFETIME.total_seconds()
    for path in paths:
        try:
            if path.stat().st_mtime < oldest:
                yield path
        except FileNotFoundError:
            continue
