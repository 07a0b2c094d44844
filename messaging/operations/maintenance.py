"""Maintenance: `flask maintenance on "why"`. People keep what they wrote and read, on their devices, and are told why
the server does nothing for them until `flask maintenance off`."""

from __future__ import annotations

from pathlib import Path

import click
from flask import Flask, current_app, request
from flask.cli import with_appcontext

from messaging.core.service import NOTE, begin_maintenance, end_maintenance, read_note, services

MAX_REASON = 200
# What a device needs to open without the server, and what hosts and counters ask.
OPEN = ("/static/", "/health", "/api/v1/health", "/metrics", "/sw.js", "/manifest.webmanifest", "/favicon")


def register(app: Flask) -> None:
    """Refuse requests while nobody is served."""

    @app.before_request
    def check() -> None:
        if request.path != "/" and not request.path.startswith(OPEN):
            services.check()


@click.group("maintenance", invoke_without_command=True)
@click.pass_context
def maintenance(context: click.Context) -> None:
    """Serve nobody for a while: on, off, or say how it stands."""
    if context.invoked_subcommand is None:
        context.invoke(show)


@maintenance.command("show", hidden=True)
@with_appcontext
def show() -> None:
    """Say how it stands."""
    held = read_note(_data_dir() / NOTE)
    click.echo(f"Maintenance since {held.since}: {held.reason or 'no reason given'}" if held else "No maintenance.")


@maintenance.command("on")
@click.argument("reason", required=False)
@with_appcontext
def on(reason: str | None) -> None:
    """Serve nobody from now on. People are shown REASON, for example "New disk, until about four o'clock."."""
    reason = " ".join((reason or "").split()) or None
    if reason and len(reason) > MAX_REASON:
        raise click.ClickException(f"Use at most {MAX_REASON} characters.")
    begin_maintenance(_data_dir(), reason)
    click.echo("Maintenance begins within a second. End it with: flask maintenance off")


@maintenance.command("off")
@with_appcontext
def off() -> None:
    """Serve everybody again."""
    ended = end_maintenance(_data_dir())
    click.echo("QuChat serves again within a second." if ended else "There was no maintenance.")


def _data_dir() -> Path:
    folder: Path = current_app.config["DATA_DIR"]
    return folder
