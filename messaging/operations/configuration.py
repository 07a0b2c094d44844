"""`flask config`: what is in force, without secrets."""

from __future__ import annotations

import re
from dataclasses import fields
from datetime import time
from typing import Any

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import make_url

from config import Config
from messaging.core.settings import defaults, settings

_SECRETS = ("secret_key", "metrics_token")
_PASSWORD = re.compile(r"(?<=:)[^:/@]+(?=@)|(?<=password=)[^&]+")
"""In Redis's address, which SQLAlchemy does not understand in every form."""


@click.command("config")
@with_appcontext
def config() -> None:
    """Show the configuration that is in force, without secrets."""
    held: Config = current_app.extensions["config"]
    for field in fields(held):
        click.echo(f"{field.name.upper()}={shown(field.name, getattr(held, field.name))}")
    for name, value in settings():
        if value != getattr(defaults(), name):
            click.echo(f"# An administrator decided: {_variable(name)}={shown(name, value)}")


def _variable(setting: str) -> str:
    """The variable that says what holds until somebody decides."""
    return "INSTALLATION_NAME" if setting == "name" else setting.upper()


def shown(name: str, value: Any) -> str:
    """A value as it may be shown to whoever looks over somebody's shoulder, in the form that `.env` takes."""
    if name in _SECRETS:
        return "(set)" if value else ""
    if name == "database_url":
        return make_url(value).render_as_string(hide_password=True)
    if name == "message_queue_url" and value:
        return _PASSWORD.sub("***", value)
    if name == "backup_at" and value is None:
        return "off"
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, tuple):
        return ",".join(value)
    return "" if value is None else str(value)
