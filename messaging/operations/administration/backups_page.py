"""`/admin/backups`: those there are, making one, downloading one."""

from __future__ import annotations

from flask import current_app
from werkzeug.wrappers import Response

from messaging.core.actor import Actor
from messaging.operations.administration import sections
from messaging.operations.administration.frame import done, form, page, show
from messaging.operations.administration.sections import Section
from messaging.operations.backups.api import all_backups, find_backup
from messaging.operations.backups.handing_out import download_for, make_for
from messaging.operations.backups.nightly import last_failure

BACKUPS = sections.add(Section(name="backups", label="Backups", path="/backups", icon="archive", group="Server"))


@page(BACKUPS, "/backups")
def backups_page(actor: Actor) -> Response:
    at = current_app.config["BACKUP_AT"]
    return show(
        "backups.html",
        backups=all_backups(),
        at=at and f"{at:%H:%M}",
        keep=current_app.config["BACKUP_KEEP"],
        failure=last_failure(),
        folder=current_app.config["DATA_DIR"] / "backups",
    )


@form(BACKUPS, "/backups", limit="backups")
def make_backup(actor: Actor) -> Response:
    backup = make_for(actor)
    return done(f"The backup {backup.path.name} was made and checked.", BACKUPS.address)


@form(BACKUPS, "/backups/<name>/download", limit="backups")
def download_backup(actor: Actor, name: str) -> Response:
    """By form, though it changes nothing: it holds everything, and is noted."""
    return download_for(actor, find_backup(name))
