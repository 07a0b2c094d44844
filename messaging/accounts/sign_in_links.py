"""Links that sign one person in once, without a password: for those without email, and for those who forgot theirs.

The token is a code that can be typed from a printed card: 16 signs of Crockford's base 32, 80 random bits.
"""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Literal, NamedTuple

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from messaging.accounts.actions import close_devices
from messaging.accounts.common_passwords import check_uncommon
from messaging.accounts.models import SignInLink, User
from messaging.accounts.passwords import hash_password
from messaging.accounts.tokens import token_hash
from messaging.core import periodic
from messaging.core.actor import Actor
from messaging.core.clock import now
from messaging.core.database import UnitOfWork, unit_of_work
from messaging.core.errors import NotFound, ValidationFailed
from messaging.core.extensions import db
from messaging.core.ids import new_id

Purpose = Literal["card", "reset"]
ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_MISREAD = str.maketrans({"o": "0", "i": "1", "l": "1", "-": "", " ": ""})
NOT_VALID = "This code is not valid any more. Each works once, for a while. Ask for a new one."


class Welcome(NamedTuple):
    """Whom a link signs in, and whether they must choose a password."""

    user: User
    purpose: Purpose


def create_link(unit: UnitOfWork, user_id: str, purpose: Purpose, lasts: timedelta) -> str:
    """A new link for this person; returns its code, told this once. Their earlier ones end."""
    code = "".join(secrets.choice(ALPHABET) for _ in range(16))
    unit.session.execute(delete(SignInLink).where(SignInLink.user_id == user_id))
    unit.session.add(
        SignInLink(
            id=new_id(),
            token_hash=token_hash(code),
            user_id=user_id,
            purpose=purpose,
            created_at=now(),
            expires_at=now() + lasts,
        )
    )
    unit.session.flush()
    return "-".join(code[at : at + 4] for at in range(0, 16, 4)).upper()


def end_links(unit: UnitOfWork, user_id: str) -> None:
    """None of this person's links works any more."""
    unit.session.execute(delete(SignInLink).where(SignInLink.user_id == user_id))


def find_link(session: Session, code: str) -> Welcome:
    """Whom `code` is for, as typed or scanned; raises NotFound."""
    found = session.execute(
        select(User, SignInLink.purpose)
        .join(SignInLink, SignInLink.user_id == User.id)
        .where(SignInLink.token_hash == _hash(code), SignInLink.expires_at > now(), User.deactivated_at.is_(None))
    ).first()
    if found is None:
        raise NotFound(NOT_VALID)
    return Welcome(found.User, found.purpose)


def use_link(code: str, password: str | None) -> User:
    """End the link, and set a password where one is given; raises NotFound, also for the second of two at once.

    A new password signs all other devices out.
    """
    whom = find_link(db.session(), code).user
    names = whom.username, whom.display_name
    db.session.rollback()  # hashing takes a while; no connection waits for it
    if password:
        check_uncommon(password, *names)
    hashed = hash_password(password) if password else None
    with unit_of_work() as unit:
        user, purpose = find_link(unit.session, code)
        if purpose == "reset" and hashed is None:
            raise ValidationFailed.of("password", "is needed")
        ended = delete(SignInLink).where(SignInLink.token_hash == _hash(code)).returning(SignInLink.id)
        if unit.session.scalar(ended) is None:
            raise NotFound(NOT_VALID)
        if hashed:
            user.password_hash = hashed
            close_devices(unit, Actor(user.id), user.id)
        return user


@periodic.every(6 * 3600)
def sweep() -> None:
    """Forget links that have expired."""
    with unit_of_work() as unit:
        unit.session.execute(delete(SignInLink).where(SignInLink.expires_at < now()))


def _hash(code: str) -> str:
    return token_hash(code.strip().lower().translate(_MISREAD))
