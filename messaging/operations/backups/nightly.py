"""A backup each night, made by the application itself: a host's timer may not see its disk (operations.md)."""

from __future__ import annotations

import logging
from datetime import datetime, time, timedelta
from pathlib import Path

from flask import current_app

from messaging.core.periodic import every
from messaging.operations.backups.errors import BackupFailed
from messaging.operations.backups.making import make_if
from messaging.operations.backups.manifest import read_manifest
from messaging.operations.backups.shelf import backups_in, failure_in, note_failure

log = logging.getLogger(__name__)

LOOK_EVERY = 60
"""Seconds."""


class Night:
    """Since when this process watches over the backups, and which failure it has logged: it tries each minute."""

    def __init__(self) -> None:
        self.watching_since = datetime.now().astimezone()
        self.logged: str | None = None


night = Night()


@every(LOOK_EVERY)
def back_up_at_night() -> None:
    """Make the backup of the last night, also in the morning after a night when the machine was off."""
    at: time | None = current_app.config["BACKUP_AT"]
    if at is None or not _is_due(at):
        return
    try:
        # Another process may have been quicker while this one waited for its turn.
        made = make_if(current_app._get_current_object(), lambda: _is_due(at))  # type: ignore[attr-defined]
    except BackupFailed as error:
        if error.message not in (last_failure(), night.logged):
            log.error("the backup of the night failed: %s", error.message)
        night.logged = error.message
        note_failure(current_app.config["DATA_DIR"], error.message)
        return
    night.logged = None
    if made:
        log.info("backup of the night: %s", made.path.name)


def last_failure() -> str | None:
    """Why the last backup at night failed, in whichever process; None once there is a newer one."""
    return failure_in(current_app.config["DATA_DIR"])


def _is_due(at: time) -> bool:
    return last_time(at, datetime.now().astimezone()) > _newest()


def _newest() -> datetime:
    """When the newest backup was made; before the first one, when this process began to watch."""
    data_dir: Path = current_app.config["DATA_DIR"]
    newest = next(iter(backups_in(data_dir)), None)
    if newest is None:
        return night.watching_since
    return datetime.fromisoformat(read_manifest(newest).made_at).astimezone()


def last_time(at: time, moment: datetime) -> datetime:
    """When it was `at` o'clock last, at `moment`, by the server's own time zone."""
    today = moment.replace(hour=at.hour, minute=at.minute, second=0, microsecond=0)
    return today if today <= moment else today - timedelta(days=1)
