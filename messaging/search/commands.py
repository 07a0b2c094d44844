"""`flask --app messaging search …`"""

from __future__ import annotations

import click
from flask.cli import AppGroup

from messaging.search.feeding import feeder

search = AppGroup("search", help="The index of the search.")


@search.command("index")
def index_now() -> None:
    """Index everything that is not indexed yet, without the rests that a server takes."""
    click.echo(f"{feeder.index_now():,} messages and changes were read; the search is up to date.")
