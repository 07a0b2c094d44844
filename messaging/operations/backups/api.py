"""`/admin/backups`: see, make and download backups. A backup holds everything; only administrators come near."""

from __future__ import annotations

from datetime import time
from typing import Any

from flask import Response, current_app

from messaging.core.actor import Actor
from messaging.core.api import Api
from messaging.core.errors import NotFound
from messaging.operations.access import check_administrator
from messaging.operations.backups.archive import packed, packed_size
from messaging.operations.backups.making import Backup, make_backup
from messaging.operations.backups.manifest import read_manifest
from messaging.operations.backups.nightly import night
from messaging.operations.backups.schemas import BackupReply, BackupsReply, WhichBackup, backup_row
from messaging.operations.backups.shelf import backups_in

api = Api("backups")


@api.get("/admin/backups", reply=BackupsReply, limit="reading")
def list_backups(actor: Actor) -> dict[str, Any]:
    """The backups there are, newest first."""
    check_administrator(actor)
    at: time | None = current_app.config["BACKUP_AT"]
    return {
        "backups": [backup_row(backup) for backup in _all()],
        "at": at and f"{at:%H:%M}",
        "failure": night.failure,
    }


@api.post("/admin/backups", reply=BackupReply, created=True, limit="backups")
def create_backup(actor: Actor) -> dict[str, Any]:
    """Make a backup now."""
    check_administrator(actor)
    return {"backup": backup_row(_make())}


@api.get("/admin/backup", query=WhichBackup, reply=None, binary=True, limit="backups")
def download_backup(actor: Actor, query: WhichBackup) -> Response:
    """A backup as a tar file: the one of this name, or without a name one that is made now."""
    check_administrator(actor)
    backup = _find(query.name) if query.name else _make()
    headers = {
        "Content-Disposition": f'attachment; filename="quchat-{backup.path.name}.tar"',
        "Content-Length": str(packed_size(backup.path)),
        "Cache-Control": "no-store",
    }
    return Response(packed(backup.path), headers=headers, mimetype="application/x-tar")


def _make() -> Backup:
    return make_backup(current_app._get_current_object())  # type: ignore[attr-defined]


def _find(name: str) -> Backup:
    for backup in _all():
        if backup.path.name == name:
            return backup
    raise NotFound()


def _all() -> list[Backup]:
    return [Backup(path, read_manifest(path)) for path in backups_in(current_app.config["DATA_DIR"])]
