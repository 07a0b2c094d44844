"""`flask export conversation|person|everything`."""

from __future__ import annotations

import os
from pathlib import Path

import click
from flask.cli import AppGroup
from sqlalchemy import select

from messaging.accounts.models import User
from messaging.conversations.models import Conversation
from messaging.core import audit
from messaging.core.bars import Bars
from messaging.core.database import unit_of_work
from messaging.core.extensions import db
from messaging.exports.making import Export, everything
from messaging.exports.persons import export_of_person

exports = AppGroup("export", help="Write conversations to a zip file: JSON lines, pages to read, files.")
target = click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
files = click.option("--without-files", is_flag=True, help="Leave out the bytes of files.")


@exports.command("conversation")
@click.argument("conversation", metavar="ID_OR_TITLE")
@target
@files
def conversation_to(conversation: str, file: Path, without_files: bool) -> None:
    """Write one conversation, named by its id or by a title that no other has, to the zip FILE."""
    ids = db.session.scalars(
        select(Conversation.id).where((Conversation.id == conversation) | (Conversation.title == conversation))
    ).all()
    if len(ids) != 1:
        if not ids:
            raise click.ClickException(f"No conversation has the id or the title {conversation}.")
        listed = "".join(f"\n  {id_}" for id_ in ids)
        raise click.ClickException(f"{len(ids)} conversations have this title. Name one by its id:{listed}")
    _write(Export(conversation, list(ids), with_files=not without_files), file, "conversation", ids[0])


@exports.command("person")
@click.argument("username")
@target
@files
def person_to(username: str, file: Path, without_files: bool) -> None:
    """Write what USERNAME has and sees here, as they could download it themselves, to the zip FILE."""
    user = db.session.scalar(select(User).where(User.username == username.lower()))
    if user is None:
        raise click.ClickException(f"There is nobody called {username}.")
    _write(export_of_person(user, with_files=not without_files), file, "user", user.id)


@exports.command("everything")
@target
@files
def everything_to(file: Path, without_files: bool) -> None:
    """Write all that there is to the zip FILE. Unlike a backup it can be read without QuChat, and not be restored."""
    _write(everything(with_files=not without_files), file, "installation", None)


def _write(export: Export, file: Path, kind: str, target_id: str | None) -> None:
    """Write it whole or not at all, readable by nobody else; who exported what is in the audit log."""
    if file.exists():
        raise click.ClickException(f"{file} is there already. Name another file.")
    with unit_of_work() as unit:
        audit.record(unit, None, f"{kind}.exported", kind, target_id, {"title": export.title})
    unfinished = file.with_name(f"{file.name}.unfinished")
    unfinished.unlink(missing_ok=True)
    try:
        descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as out, Bars() as bars:
            export.watcher = bars
            for piece in export.stream():
                out.write(piece)
    except OSError as error:
        unfinished.unlink(missing_ok=True)
        raise click.ClickException(f"{file} cannot be written: {error.strerror}.") from None
    unfinished.rename(file)
    count = len(export.conversation_ids)
    conversations = "1 conversation" if count == 1 else f"{count:,} conversations"
    click.echo(f"Written: {file}, {file.stat().st_size:,} bytes, {conversations}.")
    if export.missing:
        click.echo(f"{len(export.missing):,} files are missing here, and so in there; quchat.json names them.")
