"""`flask user create|reset-password|list`: accounts from the command line, without email."""

from __future__ import annotations

import secrets

import click
from flask.cli import AppGroup
from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from messaging.accounts import actions
from messaging.accounts.access import someone_registered
from messaging.accounts.models import User
from messaging.accounts.passwords import hash_password
from messaging.accounts.schemas import Registration
from messaging.core import audit
from messaging.core.actor import Actor
from messaging.core.database import unit_of_work
from messaging.core.extensions import db
from messaging.core.shapes import problems

users = AppGroup("user", help="Create accounts, list them, reset a password.")


@users.command("create")
@click.argument("username")
@click.option("--password", help="Made and printed when it is not given.")
@click.option("--display-name")
@click.option("--admin", is_flag=True, help="May administer this server.")
@click.option("--bot", is_flag=True, help="A program; it may send with the roles assistant and system.")
def create(username: str, password: str | None, display_name: str | None, admin: bool, bot: bool) -> None:
    """Create the account USERNAME. The very first one is the administrator's, as in the browser."""
    chosen = password or secrets.token_urlsafe(9)
    form = _form(username, chosen, display_name)
    password_hash = hash_password(form.password)
    try:
        with unit_of_work() as unit:
            first = not bot and not someone_registered(unit.session)
            user = actions.create_user(unit, form, password_hash, is_admin=admin or first, is_bot=bot)
            audit.record(unit, None, "user.created", "user", user.id, {"username": user.username})
    except IntegrityError:
        raise click.ClickException(f"The username {form.username} is already taken.") from None
    who = f"{form.username}, the first account and so the administrator" if first else form.username
    click.echo(f"Created {who}." + ("" if password else f" Password: {chosen}"))


@users.command("reset-password")
@click.argument("username")
@click.option("--password", help="Made and printed when it is not given.")
def reset_password(username: str, password: str | None) -> None:
    """Give USERNAME a new password and sign out all their devices."""
    chosen = password or secrets.token_urlsafe(9)
    form = _form(username, chosen, None)
    user_id = db.session.scalar(select(User.id).where(User.username == form.username))
    if user_id is None:
        raise click.ClickException(f"There is nobody called {form.username}.")
    with unit_of_work() as unit:
        actions.set_password(Actor(user_id), form.password)
        audit.record(unit, None, "user.given_password", "user", user_id, {"username": form.username})
    click.echo(f"New password for {form.username}" + ("." if password else f": {chosen}"))


@users.command("list")
def list_users() -> None:
    """Everyone, oldest first."""
    for user in db.session.scalars(select(User).order_by(User.created_at)):
        marks = [name for name in ("is_admin", "is_bot") if getattr(user, name)]
        marks += ["deactivated"] if user.deactivated_at else []
        notes = ", ".join(mark.removeprefix("is_") for mark in marks)
        click.echo(f"{user.username}\t{user.display_name}\t{user.created_at:%Y-%m-%d}\t{notes}".rstrip())


def _form(username: str, password: str, display_name: str | None) -> Registration:
    try:
        return Registration(username=username, password=password, display_name=display_name)
    except ValidationError as error:
        raise click.ClickException("; ".join(f"{k}: {v}" for k, v in problems(error).items())) from None
