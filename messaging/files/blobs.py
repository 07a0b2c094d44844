"""Bytes under the name of their content. A blob is never changed: it comes by renaming and goes as a whole."""

from __future__ import annotations

import os
from pathlib import Path

from sqlalchemy import text

from messaging.core.database import UnitOfWork
from messaging.core.threads import in_thread
from messaging.files.folders import blob_path

_KEEPING_BLOBS = 0x46494C45
"""The advisory lock on PostgreSQL; any number that nothing else takes."""


def one_keeper(unit: UnitOfWork) -> None:
    """Let only this transaction add and remove blobs: one must not remove what another is about to refer to.

    SQLite has one writer anyway, also among several processes.
    """
    if unit.dialect.name == "postgresql":
        unit.session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _KEEPING_BLOBS})


def keep(unit: UnitOfWork, source: Path, digest: str) -> None:
    """Make the file `source`, whose bytes are on the disk already (`settle`), the blob of its hash."""
    one_keeper(unit)
    target = blob_path(digest)
    target.parent.mkdir(parents=True, exist_ok=True)
    source.replace(target)


def settle(path: Path) -> None:
    """Return when the bytes are on the disk itself."""
    in_thread(_settle, path)


def _settle(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())


def has_blob(digest: str) -> bool:
    return blob_path(digest).exists()
