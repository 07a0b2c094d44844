"""Accounts for people who come from elsewhere: with a name, and without a password that anybody knows."""

from __future__ import annotations

import re
import secrets
import unicodedata
from dataclasses import dataclass
from typing import NamedTuple

from pydantic import ValidationError
from sqlalchemy import select

from messaging.accounts.actions import create_user
from messaging.accounts.models import User
from messaging.accounts.passwords import hash_password
from messaging.accounts.schemas import Registration
from messaging.core.clock import now
from messaging.core.database import unit_of_work
from messaging.core.extensions import db
from messaging.imports.memory import Memory

_NOT_IN_A_NAME = re.compile(r"[^a-z0-9_.-]+")
LONGEST, SHORTEST = 32, 3


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody as the other side knows them."""

    foreign_id: str
    username: str
    display_name: str
    email: str | None = None
    is_bot: bool = False
    gone: bool = False
    """May not sign in there any more, so neither here."""


class _Names(NamedTuple):
    username: str
    display_name: str


class People:
    """The accounts here of those from one source. Everybody gets one of their own, unless somebody who runs this server
    says that two are the same (`linked`: foreign id → username here): a name or an email that a person chose proves
    nothing, and would open others' conversations to them."""

    def __init__(self, memory: Memory, linked: dict[str, str] | None = None) -> None:
        self._memory = memory
        self._linked = linked or {}
        self._ids = {foreign: local for foreign, local in memory.all("user").items() if local}
        self._names: dict[str, _Names] = {}
        # One for all: nobody knows what it is the hash of, and a hash takes as long as a hundred messages.
        self._nobody_knows = hash_password(secrets.token_urlsafe(32))
        self.made = 0

    def take(self, newcomer: Newcomer) -> str:
        """The id of their account here, made where there is none."""
        held = self._ids.get(newcomer.foreign_id)
        if held is None:
            held = self._ids[newcomer.foreign_id] = self._linked_to(newcomer) or self._make(newcomer)
        return held

    def id_of(self, foreign_id: str) -> str | None:
        return self._ids.get(foreign_id)

    def username_of(self, foreign_id: str) -> str | None:
        """What they are called here, for mentions."""
        user = self._user(foreign_id)
        return user and user.username

    def display_name_of(self, foreign_id: str) -> str | None:
        user = self._user(foreign_id)
        return user and user.display_name

    def _user(self, foreign_id: str) -> _Names | None:
        user_id = self._ids.get(foreign_id)
        if user_id is not None and user_id not in self._names:
            found = db.session.execute(select(User.username, User.display_name).where(User.id == user_id)).one()
            self._names[user_id] = _Names(*found)
        return self._names.get(user_id or "")

    def _linked_to(self, newcomer: Newcomer) -> str | None:
        username = self._linked.get(newcomer.foreign_id)
        if username is None:
            return None
        user_id: str | None = db.session.scalar(select(User.id).where(User.username == username))
        if user_id:
            self._memory.note("user", newcomer.foreign_id, user_id)
        return user_id

    def _make(self, newcomer: Newcomer) -> str:
        with unit_of_work() as unit:
            form = _form(newcomer, free_username(newcomer.username or newcomer.display_name))
            user = create_user(unit, form, self._nobody_knows, is_bot=newcomer.is_bot)
            user.deactivated_at = now() if newcomer.gone else None
            self._memory.note("user", newcomer.foreign_id, user.id)
        self.made += 1
        return user.id


def _form(newcomer: Newcomer, username: str) -> Registration:
    shown = "".join(c for c in newcomer.display_name if c.isprintable()).strip()[:64].strip() or username
    named = {"username": username, "password": secrets.token_urlsafe(16), "display_name": shown}
    try:
        return Registration(**named, email=newcomer.email)
    except ValidationError:
        return Registration(**named)


def free_username(wanted: str) -> str:
    """A username that nobody has, as near to `wanted` as may be."""
    plain = unicodedata.normalize("NFKD", wanted).encode("ascii", "ignore").decode().lower()
    base = _NOT_IN_A_NAME.sub("-", plain).strip("-.")[:LONGEST]
    if len(base) < SHORTEST:
        base = f"{base}-person".strip("-")
    taken = set(db.session.scalars(select(User.username).where(User.username.startswith(base[: LONGEST - 5]))))
    name, number = base, 1
    while name in taken:
        number += 1
        name = f"{base[: LONGEST - 5]}-{number}"
    return name
