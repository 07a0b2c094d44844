"""`flask backup` and `flask restore`."""

from __future__ import annotations

from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from config import Config
from messaging.operations.backups.errors import BackupFailed
from messaging.operations.backups.making import make_backup
from messaging.operations.backups.restoring import restore_backup


@click.command("backup")
@with_appcontext
def backup() -> None:
    """Back up the database and all files now, while the server runs."""
    try:
        made = make_backup(current_app._get_current_object())  # type: ignore[attr-defined]
    except BackupFailed as error:
        raise click.ClickException(error.message) from None
    click.echo(f"Made and checked: {made.path}")
    click.echo(_in_words(made.manifest.counts) + f", {sum(made.manifest.media.values())} pictures and files.")


@click.command("restore")
@click.argument("source", type=click.Path(path_type=Path, exists=True))
@click.option("--yes", is_flag=True, help="Do not ask.")
@with_appcontext
def restore(source: Path, yes: bool) -> None:
    """Put the backup SOURCE (a folder, a downloaded .tar, or a SQLite file) in the place of what is here.

    Stop the server first. What is replaced is kept. Devices give back what the backup lacks.
    """
    config: Config = current_app.extensions["config"]
    if not yes:
        click.confirm(f"Put {source} in the place of what is in {config.data_dir}?", abort=True)
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    try:
        restored = restore_backup(app, config, source)
    except BackupFailed as error:
        raise click.ClickException(error.message) from None
    made_at = f" Made at {restored.made_at}." if restored.made_at else ""
    click.echo(f"Restored: {_in_words(restored.counts)}.{made_at}")
    if restored.replaced:
        click.echo(f"What was here before is kept in {restored.replaced}. Remove it when all is well.")
    click.echo("Start the server. Devices will give back what they have and the backup lacks.")


def _in_words(counts: dict[str, int]) -> str:
    people, rooms, messages = (counts.get(table, 0) for table in ("user", "conversation", "message"))
    return f"{people} people, {rooms} conversations, {messages} messages"
