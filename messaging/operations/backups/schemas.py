"""Shapes of backups, as administrators see them."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import StringConstraints

from messaging.core.shapes import Shape, Time
from messaging.operations.backups.making import Backup
from messaging.operations.backups.shelf import NAMED

Name = Annotated[str, StringConstraints(pattern=rf"^{NAMED.pattern}$")]


class BackupShape(Shape):
    """`size` in bytes, of the database alone: files are shared with what stands beside them."""

    name: str
    made_at: Time
    size: int
    counts: dict[str, int]
    media: dict[str, int]


class BackupReply(Shape):
    backup: BackupShape


class BackupsReply(Shape):
    """Newest first; `at`: the time of day of the nightly one (null: none); `failure`: why the last one failed."""

    backups: list[BackupShape]
    at: str | None
    failure: str | None


class WhichBackup(Shape):
    name: Name | None = None


def backup_row(backup: Backup) -> dict[str, Any]:
    told = backup.manifest
    return {
        "name": backup.path.name,
        "made_at": told.made_at,
        "size": told.size,
        "counts": told.counts,
        "media": told.media,
    }
