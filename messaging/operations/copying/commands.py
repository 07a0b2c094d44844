"""`flask copy-database FROM TO`."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import with_appcontext

from config import Config
from messaging.core.bars import Bars
from messaging.operations.backups.errors import BackupFailed
from messaging.operations.backups.running import nobody_else
from messaging.operations.copying.copy import copy_database
from messaging.operations.copying.errors import CopyFailed
from messaging.operations.copying.places import address, shown


@click.command("copy-database")
@click.argument("source", metavar="FROM")
@click.argument("target", metavar="TO")
@with_appcontext
def copy(source: str, target: str) -> None:
    """Copy the whole database FROM into the empty database TO, and compare the two.

    Each is sqlite:///FILE, postgresql://…, env:NAME (what that variable of the environment holds) or DATA_DIR (the
    SQLite file in there). Stop the server first. FROM is only read. Stopped in the middle, run it again: it goes on.
    """
    config: Config = current_app.extensions["config"]
    try:
        with nobody_else(config.data_dir), Bars() as bars:
            here, there = address(source, config), address(target, config)
            copied = copy_database(here, there, config, bars)
    except (CopyFailed, BackupFailed) as error:
        raise click.ClickException(error.message) from None
    width = max(len(each.table) for each in copied)
    for each in copied:
        click.echo(f"{each.table:<{width}}  {each.contents.rows:>10,}  {each.contents.checksum[:16]}")
    click.echo(f"The same in both, {sum(each.contents.rows for each in copied):,} rows. Set DATABASE_URL to")
    click.echo(f"  {shown(there)}")
    click.echo("and start the server with the same DATA_DIR, where files and pictures stay.")
