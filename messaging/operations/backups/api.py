"""`/admin/backups`: see, make and download backups. A backup holds everything; only administrators come near."""

from __future__ import annotations

from datetime import time
from typing import Any

from flask import Response, current_app

from messaging.core.actor import Actor
from messaging.core.api import Api
from messaging.core.errors import NotFound
from messaging.operations.access import check_administrator, check_confirmed
from messaging.operations.backups.handing_out import download_for, make_for
from messaging.operations.backups.making import Backup
from messaging.operations.backups.manifest import read_manifest
from messaging.operations.backups.nightly import last_failure
from messaging.operations.backups.schemas import BackupReply, BackupsReply, WhichBackup, backup_row
from messaging.operations.backups.shelf import backups_in

api = Api("backups")


@api.get("/admin/backups", reply=BackupsReply, limit="reading")
def list_backups(actor: Actor) -> dict[str, Any]:
    """The backups there are, newest first."""
    check_administrator(actor)
    at: time | None = current_app.config["BACKUP_AT"]
    return {
        "backups": [backup_row(backup) for backup in all_backups()],
        "at": at and f"{at:%H:%M}",
        "failure": last_failure(),
    }


@api.post("/admin/backups", reply=BackupReply, created=True, limit="backups")
def create_backup(actor: Actor) -> dict[str, Any]:
    """Make a backup now."""
    return {"backup": backup_row(make_for(actor))}


@api.get("/admin/backup", query=WhichBackup, reply=None, binary=True, not_by_link=True, limit="backups")
def download_backup(actor: Actor, query: WhichBackup) -> Response:
    """A backup as a tar file: the one of this name, or without a name one that is made now."""
    check_confirmed(actor)
    return download_for(actor, find_backup(query.name) if query.name else make_for(actor))


def find_backup(name: str) -> Backup:
    """The backup of this name; raises NotFound."""
    for backup in all_backups():
        if backup.path.name == name:
            return backup
    raise NotFound()


def all_backups() -> list[Backup]:
    """Newest first."""
    return [Backup(path, read_manifest(path)) for path in backups_in(current_app.config["DATA_DIR"])]
