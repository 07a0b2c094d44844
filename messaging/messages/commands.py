"""`flask --app messaging retention …`"""

from __future__ import annotations

import click
from flask.cli import AppGroup

from messaging.messages.sweeping import sweep

retention = AppGroup("retention", help="How long messages are kept.")


@retention.command("sweep")
def sweep_now() -> None:
    """Remove what has become too old now, as the server does each hour. Devices drop it with their next pull."""
    click.echo(f"{sweep():,} messages are gone for good.")
