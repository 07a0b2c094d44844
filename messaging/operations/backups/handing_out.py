"""Backups that an administrator makes or carries away: each is noted, for it holds what everybody wrote."""

from __future__ import annotations

from flask import Response, current_app

from messaging.core import audit
from messaging.core.actor import Actor
from messaging.core.database import unit_of_work
from messaging.operations.access import check_administrator, check_confirmed
from messaging.operations.administration import sentences
from messaging.operations.backups.archive import packed, packed_size
from messaging.operations.backups.making import Backup, make_backup

sentences.tell("backup.made", "made the backup {name}")
sentences.tell("backup.downloaded", "downloaded the backup {name}")


def make_for(actor: Actor) -> Backup:
    """A backup, made now."""
    check_administrator(actor)
    backup = make_backup(current_app._get_current_object())  # type: ignore[attr-defined]
    _note(actor, "backup.made", backup)
    return backup


def download_for(actor: Actor, backup: Backup) -> Response:
    """The backup as a tar file."""
    check_confirmed(actor)
    _note(actor, "backup.downloaded", backup)
    headers = {
        "Content-Disposition": f'attachment; filename="quchat-{backup.path.name}.tar"',
        "Content-Length": str(packed_size(backup.path)),
        "Cache-Control": "no-store",
    }
    return Response(packed(backup.path), headers=headers, mimetype="application/x-tar")


def _note(actor: Actor, action: str, backup: Backup) -> None:
    with unit_of_work() as unit:
        audit.record(unit, actor, action, "backup", None, {"name": backup.path.name})
